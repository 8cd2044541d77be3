// The second step of an operator's log-in, by a passkey: the browser signs, the form carries it.
const form = document.getElementById("passkey-form");
const failed = document.getElementById("passkey-failed");

async function signed() {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  const { id, response } = credential.toJSON();
  return { id, ...response };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  failed.hidden = true;
  try {
    for (const [name, value] of Object.entries(await signed())) {
      const field = form.querySelector(`input[name="${name}"]`);
      if (field) field.value = value ?? "";
    }
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
});
