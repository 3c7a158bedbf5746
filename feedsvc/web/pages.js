// Copy buttons, and the options of the embed builder.  The pages say everything without it.

const said = document.getElementById("said");

async function copy(button) {
  const target = document.getElementById(button.dataset.copy);
  const value = target.value ?? target.textContent;
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    // Without a secure context there is no clipboard: select the text, and use the old command.
    if (target.select) target.select();
    else getSelection().selectAllChildren(target);
    document.execCommand("copy");
  }
  said.textContent = button.dataset.done;
  const before = button.textContent;
  if (before === button.dataset.done) return;
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = before;
    said.textContent = "";
  }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// How high the element is with these attributes, in em: beside each other, and on a phone below each other.
function heights({ count, dates, ...shown }) {
  const summary = "summary" in shown ? 2.625 : 0;
  const date = dates === "none" ? 0 : 1.5;
  const picture = "images" in shown ? 4.5 : 0;
  return [1.5 + summary, 3 + date + summary].map((text) => Math.ceil(count * (Math.max(text, picture) + 1.1625) * 2) / 2);
}

const options = document.querySelector(".options");
const preview = document.querySelector(".preview");
if (options && preview) {
  const code = document.querySelector("#snippet-script code");
  const style = document.querySelector("#snippet-style code");
  const element = preview.querySelector("feed-list");
  const address = /<feed-list src="([^"]*)"/.exec(code.textContent)[1];

  const build = () => {
    const wanted = [["src", address]];
    for (const field of options.querySelectorAll("[data-option]")) {
      const name = field.dataset.option;
      const value = field.type === "checkbox" ? field.checked && "" : (field.validity.valid && field.value) || field.defaultValue;
      const usual = name === "dates" && value === "short";
      if (value === false || usual) element.removeAttribute(name);
      else element.setAttribute(name, value);
      if (value !== false && !usual) wanted.push([name, value]);
    }
    const attributes = wanted.map(([name, value]) => (value === "" ? name : `${name}="${value}"`)).join(" ");
    code.textContent = code.textContent.replace(/<feed-list [^>]*>/, () => `<feed-list ${attributes}>`);
    const [wide, narrow] = heights(Object.fromEntries(wanted));
    style.textContent = style.textContent.replace(/(min-height: )[\d.]+(.*min-height: )[\d.]+/s, `$1${wide}$2${narrow}`);
  };
  options.addEventListener("input", build);
  options.hidden = false;
  preview.hidden = false;
}
