/** Call `onLevel` with the level of the phone's battery, 0 to 1, now and whenever it changes; where browsers tell. */
export async function watchBattery(onLevel) {
  const battery = await navigator.getBattery?.();
  if (!battery) return;
  const say = () => onLevel(battery.level);
  battery.addEventListener("levelchange", say);
  say();
}
