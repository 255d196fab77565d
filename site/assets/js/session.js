// Says in good time that the session ends, and lets it go on. Works on what the page says; keeps nothing about anybody.
const WARN_SECONDS = 5 * 60;
const SHARED = "one-session-ends";

const notice = document.querySelector("[data-session-seconds]");

if (notice) {
  const title = notice.querySelector("[data-session-title]");
  const words = notice.querySelector("[data-session-words]");
  const form = notice.querySelector("[data-session-prolong]");
  let ends = 0;
  let timer = 0;

  const say = (newTitle, newWords, canProlong) => {
    title.textContent = newTitle;
    words.textContent = newWords;
    form.hidden = !canProlong;
    notice.hidden = false;
  };

  const look = () => {
    const left = Math.round((ends - Date.now()) / 1000);
    clearTimeout(timer);
    if (left <= 0) {
      say(
        "Votre session est terminée",
        "Ce que vous avez tapé n’est pas perdu\u00a0: envoyez votre formulaire, connectez-vous, et vous le retrouverez.",
        false,
      );
      return;
    }
    if (left <= WARN_SECONDS) {
      say(
        "Votre session se termine bientôt",
        `Sans activité, vous serez déconnecté dans moins de ${Math.ceil(left / 60)}\u00a0min.`,
        true,
      );
    } else {
      notice.hidden = true;
    }
    // Timers sleep while a machine does: never longer than a minute without looking at the clock.
    timer = setTimeout(look, Math.min(60, left > WARN_SECONDS ? left - WARN_SECONDS : Math.min(left, 15)) * 1000);
  };

  const goOnFor = (seconds, tell) => {
    ends = Date.now() + seconds * 1000;
    if (tell) {
      try {
        localStorage.setItem(SHARED, String(ends));
      } catch {
        // Storage is refused: other tabs warn on their own.
      }
    }
    look();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const { seconds } = await answer.json();
      goOnFor(seconds, true);
      document.querySelector("h1")?.focus();
    } catch {
      words.textContent = "La connexion au site a échoué. Réessayez.";
    }
  });

  // Another tab was used: this session is the same.
  addEventListener("storage", (event) => {
    if (event.key === SHARED && Number(event.newValue) > ends) {
      ends = Number(event.newValue);
      look();
    }
  });

  goOnFor(Number(notice.dataset.sessionSeconds), true);
}
