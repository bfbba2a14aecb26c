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

/** The whole picture as it is, and by turns its middle sharpened: for what is blurred or dim. */
async function byZxing(readerUrl) {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing/es/reader/index.js");
  await prepareZXingModule({ overrides: { locateFile: () => readerUrl }, fireImmediately: true });
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let turn = 0;
  return async (video) => {
    if (!video.videoWidth) return null;
    const frame = (turn += 1) % 2 ? whole(context, video) : middle(context, video);
    const [found] = await readBarcodes(frame, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found?.text ?? null;
  };
}

function whole(context, video) {
  const { videoWidth: width, videoHeight: height } = video;
  return drawn(context, video, { x: 0, y: 0, width, height });
}

function middle(context, video) {
  const size = Math.min(video.videoWidth, video.videoHeight);
  const frame = drawn(context, video, {
    x: (video.videoWidth - size) / 2, y: (video.videoHeight - size) / 2, width: size, height: size,
  });
  return new ImageData(sharpened(frame.data, size, size), size, size);
}

function drawn(context, video, { x, y, width, height }) {
  Object.assign(context.canvas, { width, height });
  context.drawImage(video, x, y, width, height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
