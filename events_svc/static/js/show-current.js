// On a phone the console's sections stand in a row: bring the present one into view.
const here = document.querySelector(".side [aria-current]");
here?.scrollIntoView({ block: "nearest", inline: "center" });
