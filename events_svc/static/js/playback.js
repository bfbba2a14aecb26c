// Gives a <video> its medium: what the browser plays itself it plays; HLS that it cannot goes through hls.js.

const HLS = "application/vnd.apple.mpegurl";
const AGAIN = 3; // attempts of hls.js to go on after a fatal error
const LATER = 3000; // milliseconds
const ABSENT = [403, 404, 410];
const FORMAT = "format", NETWORK = "network", GONE = "gone";

const playing = new WeakMap(); // the hls.js of a video

// `onTrouble(kind)` is told: gone, network or format.
export async function load(video, { url, isHls, onTrouble }) {
  release(video);
  if (isHls && !video.canPlayType(HLS)) return byHlsJs(video, url, onTrouble);
  if (isHls) return byBrowser(video, url, onTrouble);
  video.addEventListener("error", async () => onTrouble(await reason(video.error, url)), { once: true });
  video.src = url;
}

// Who pauses longer than a live playlist reaches back finds its segments gone: the browser gives up, we begin anew at the edge.
function byBrowser(video, url, onTrouble) {
  const heard = new AbortController();
  let left = AGAIN;
  video.addEventListener("timeupdate", () => { if (!video.paused) left = AGAIN; }, heard);
  video.addEventListener("error", async () => {
    const wasPaused = video.paused;
    if ((video.played.length || left < AGAIN) && left-- > 0) return setTimeout(() => goOn(video, url, wasPaused), wasPaused ? 0 : LATER);
    heard.abort();
    if (!video.played.length && left === AGAIN) return byHlsJs(video, url, onTrouble);
    onTrouble(await reason(video.error, url));
  }, heard);
  video.src = url;
}

function goOn(video, url, wasPaused) {
  if (!video.isConnected) return;
  video.src = url;
  if (!wasPaused) video.play().catch(() => {});
}

// Nothing is loaded any more for a video that is taken away.
export function release(video) {
  playing.get(video)?.destroy();
  playing.delete(video);
  if (video.hasAttribute("src") && !video.isConnected) {
    video.removeAttribute("src");
    video.load();
  }
}

async function byHlsJs(video, url, onTrouble) {
  const { default: Hls } = await import("../vendor/hls.js");
  if (!Hls.isSupported()) return onTrouble(FORMAT);
  const stream = new Hls({ enableWorker: false, liveDurationInfinity: true });
  let left = AGAIN;
  playing.set(video, stream);
  stream.on(Hls.Events.FRAG_BUFFERED, () => { left = AGAIN; });
  stream.on(Hls.Events.ERROR, (_, error) => {
    if (!error.fatal) return;
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && left-- > 0) return stream.recoverMediaError();
    if (error.type === Hls.ErrorTypes.NETWORK_ERROR && video.played.length && left-- > 0) return setTimeout(() => playing.has(video) && stream.startLoad(), LATER);
    release(video);
    onTrouble(kindOf(error, Hls));
  });
  stream.loadSource(url);
  stream.attachMedia(video);
}

function kindOf({ type, details, response }, { ErrorTypes, ErrorDetails }) {
  if (type !== ErrorTypes.NETWORK_ERROR || details === ErrorDetails.MANIFEST_PARSING_ERROR) return FORMAT;
  return ABSENT.includes(response?.code) ? GONE : NETWORK;
}

// A file that is not there and one that is no video are the same to a <video>: the server knows which.
async function reason(error, url) {
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return NETWORK;
  const answer = await fetch(url, { method: "HEAD", credentials: "omit" }).catch(() => null);
  return ABSENT.includes(answer?.status) ? GONE : FORMAT;
}
