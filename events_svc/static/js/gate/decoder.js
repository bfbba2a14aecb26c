// QR codes out of a video: the browser's own BarcodeDetector, else zxing as WebAssembly from our origin.

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

async function byZxing(readerUrl) {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing/es/reader/index.js");
  await prepareZXingModule({ overrides: { locateFile: () => readerUrl }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!video.videoWidth) return null;
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
    context.drawImage(video, 0, 0);
    const frame = context.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(frame, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found?.text ?? null;
  };
}
