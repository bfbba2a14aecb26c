// The camera at the back of the phone, with its lamp where there is one.

/** Show the camera in `video`; rejects when there is none or it may not be used. */
export async function openCamera(video) {
  const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  await video.play();
  keepAwake();
  return new Camera(stream.getVideoTracks()[0]);
}

class Camera {
  #isLit = false;

  constructor(track) {
    this.track = track;
    this.hasLamp = Boolean(track.getCapabilities?.().torch);
  }

  async toggleLamp() {
    this.#isLit = !this.#isLit;
    await this.track.applyConstraints({ advanced: [{ torch: this.#isLit }] });
    return this.#isLit;
  }
}

/** A scanner's screen stays on; where that cannot be had, nothing is lost. */
function keepAwake() {
  const ask = () => {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
