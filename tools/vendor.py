"""Copy third-party scripts and fonts from node_modules into our own origin (static/vendor, ignored by git)."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "events_svc" / "static" / "vendor"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "hls.js/dist/hls.min.mjs": "hls.js",
    "@noble/ed25519/index.js": "ed25519.js",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    # Noto Sans SC lacks 𠮷 and other characters of names: Noto Sans JP has 653 more, Noto Emoji the rest.
    "@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf": "NotoSansJP-Regular.ttf",
    "@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf": "NotoSansJP-Bold.ttf",
    "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf": "NotoEmoji-Regular.ttf",
}
FOLDERS = {
    "zxing-wasm/dist/es": "zxing/es",
    "zxing-wasm/dist/reader": "zxing/reader",
    "media-chrome/dist": "media-chrome",
}
UNUSED = shutil.ignore_patterns(
    "cjs", "experimental", "extras", "iife", "labels", "react", "*.d.ts", "*.json", "*.tsbuildinfo"
)


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / target)
    for source, target in FOLDERS.items():
        shutil.copytree(MODULES / source, VENDOR / target, dirs_exist_ok=True, ignore=UNUSED)


if __name__ == "__main__":
    main()
