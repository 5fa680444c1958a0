"use strict";
fetch("/tree.json?path=/").then(answer => answer.text()).then(text => {
  document.getElementById("tree").textContent = text;
});
