// An item of a queue: what is decided leads to the next one without loading the whole frame of the admin again.
// Without this file each form works by itself.
"use strict";

let busy = false;

// The frame around the item stays: its title and its menu tell how many wait by now.
function count(fresh) {
  document.title = document.title.replace(/^.*(?= - )/, () => fresh.dataset.title);
  document.querySelector("h1").textContent = fresh.dataset.title;
  const lines = fresh.querySelector("template[data-menu]");
  for (const told of lines ? lines.content.children : []) {
    const line = document.querySelector(`#wagtail-sidebar a[href="${told.getAttribute("href")}"]`);
    if (!line) continue;
    line.querySelector(".menuitem-label").textContent = told.textContent;
    if (told.ariaLabel) line.setAttribute("aria-label", told.ariaLabel);
    else line.removeAttribute("aria-label");
  }
}

async function follow(address, options) {
  if (busy) return;
  busy = true;
  document.querySelector("[data-queue]").setAttribute("aria-busy", "true");
  try {
    // The item alone; what is answered without it is a page of its own.
    const headers = { "X-Queue-Part": "1" };
    const answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = found.querySelector("[data-queue]");
    if (!answer.ok || !fresh) {
      window.location.assign(answer.url);
      return;
    }
    document.querySelector("[data-queue]").replaceWith(fresh);
    count(fresh);
    if (answer.url !== window.location.href) window.history.pushState(null, "", answer.url);
    window.scrollTo(0, 0);
    // Where something is missing, there; else at the title of what follows, so that it is read aloud.
    (fresh.querySelector("[aria-invalid=true]") || fresh.querySelector("#element")).focus();
  } catch {
    window.location.reload();
  } finally {
    busy = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-queue] form[data-follow]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  follow(form.getAttribute("action"), { method: "POST", body });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-queue] .office-bench__list .office-lines a, [data-queue] a[data-controller]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  follow(link.href, {});
});

window.addEventListener("popstate", () => window.location.reload());
