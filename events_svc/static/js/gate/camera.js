// The camera of the phone, with its lamp where there is one: that at the back, or that in front.

/** Show the camera that looks to the "environment" or to the "user" in `video`, in the place of the one before;
 * rejects when there is none or it may not be used.
 */
export async function openCamera(video, facing = "environment") {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  const wanted = { facingMode: { ideal: facing }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  video.classList.toggle("mirrored", facing === "user");
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

/** A scanner's screen stays on. */
function keepAwake() {
  document.addEventListener("visibilitychange", stayAwake); // the same one again is none more
  stayAwake();
}

function stayAwake() {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); // where that cannot be had, nothing is lost
}
