// Sound and vibration of a verdict.

let audio = null;

/** Browsers let a page sound only after a touch: take the first one. */
export function unlockSound() {
  const unlock = () => {
    audio ??= new AudioContext();
    audio.resume();
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock);
}

/** Play notes of [hertz, milliseconds], 0 hertz a rest, and vibrate. */
export function signal({ sound, vibration }) {
  navigator.vibrate?.(vibration);
  if (audio?.state !== "running") return;
  let start = audio.currentTime;
  for (const [hertz, milliseconds] of sound) {
    const end = start + milliseconds / 1000;
    if (hertz) play(hertz, start, end);
    start = end;
  }
}

function play(hertz, start, end) {
  const tone = new OscillatorNode(audio, { type: "triangle", frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setTargetAtTime(0.5, start, 0.005);
  volume.gain.setTargetAtTime(0, end - 0.02, 0.008);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(end + 0.05);
}
