// QR codes out of a video: the browser's own BarcodeDetector, else zxing as WebAssembly from our origin.

import { sharpened } from "./sharpen.js";

/** A function that answers the text of a QR code in the video's present frame, or null. */
export async function makeDecoder(readerUrl) {
  return (await hasDetector()) ? byBrowser() : byZxing(readerUrl);
}

async function hasDetector() {
  if (!("BarcodeDetector" in globalThis)) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

function byBrowser() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (video.videoWidth ? ((await detector.detect(video))[0]?.rawValue ?? null) : null);
}

/** The picture as it is, and by turns sharpened: for what is blurred or dim. */
async function byZxing(readerUrl) {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing/es/reader/index.js");
  await prepareZXingModule({ overrides: { locateFile: () => readerUrl }, fireImmediately: true });
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let turn = 0;
  return async (video) => {
    if (!video.videoWidth) return null;
    const frame = drawn(context, video);
    turn += 1;
    const [found] = await readBarcodes(turn % 2 ? frame : inFocus(frame), { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found?.text ?? null;
  };
}

function drawn(context, video) {
  const { videoWidth: width, videoHeight: height } = video;
  Object.assign(context.canvas, { width, height });
  context.drawImage(video, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function inFocus({ data, width, height }) {
  return new ImageData(sharpened(data, width, height), width, height);
}
