// The provider of the tests: oidc-provider, told what the federation would be told. Everything comes from
// SETTINGS, a JSON object made by tests/services/openid.py; `ready` on standard output says that it listens.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const settings = JSON.parse(process.env.SETTINGS);
const { default: Provider, interactionPolicy } = await import(
  pathToFileURL(`${settings.home}/node_modules/oidc-provider/lib/index.js`)
);
const { Check, base } = interactionPolicy;

const LEVELS = settings.levels.map(({ urn }) => urn);
const SCOPE = 'openid profile email egovnrn';
const CLAIMS = {
  openid: ['sub', 'acr', 'auth_time'],
  profile: ['given_name', 'family_name'],
  email: ['email'],
  egovnrn: ['egovNRN'],
};

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(settings.issuer, {
  clients: [
    {
      client_id: settings.client_id,
      client_secret: settings.client_secret,
      client_name: 'PRO.ONE',
      redirect_uris: settings.redirect_uris,
      post_logout_redirect_uris: settings.post_logout_redirect_uris,
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
      require_auth_time: true,
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  scopes: Object.keys(CLAIMS),
  claims: CLAIMS,
  acrValues: LEVELS,
  // The federation puts what it says of somebody into the token itself.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  responseTypes: ['code'],
  clientAuthMethods: ['client_secret_basic'],
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
  },
  interactions: { policy: policy(), url: (ctx, { uid }) => `/choix/${uid}` },
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
  findAccount,
  loadExistingGrant,
  renderError,
});

function policy() {
  const made = base();
  // Whoever asks for certain levels is not served from a session of another one.
  made.get('login').checks.add(
    new Check('other_level', 'another level is wanted', ({ oidc }) => {
      const wanted = oidc.params.acr_values?.split(' ');
      return !wanted || oidc.result?.login || wanted.includes(oidc.session.acr)
        ? Check.NO_NEED_TO_PROMPT
        : Check.REQUEST_PROMPT;
    }),
  );
  return made;
}

function findAccount(ctx, sub) {
  const persona = settings.personas[sub];
  return persona && { accountId: sub, claims: () => ({ sub, ...persona }) };
}

// Nobody is asked for a consent: the federation asks for none.
async function loadExistingGrant({ oidc }) {
  const { clientId } = oidc.client;
  const { accountId } = oidc.session;
  const known = await oidc.provider.Grant.find(oidc.session.grantIdFor(clientId) ?? '');
  // Codes of two tabs are of one grant, or the second would make the first useless.
  if (known?.accountId === accountId) return known;
  const grant = new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope(SCOPE);
  grant.addOIDCClaims(Object.values(CLAIMS).flat());
  await grant.save();
  return grant;
}

function page(ctx, title, body) {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function logoutSource(ctx, form) {
  page(ctx, 'Se déconnecter de la fédération', `${form}
    <button type="submit" form="op.logoutForm" name="logout" value="yes">Oui, me déconnecter</button>`);
}

function postLogoutSuccessSource(ctx) {
  page(ctx, 'Vous êtes déconnecté de la fédération', '');
}

function renderError(ctx, out) {
  page(ctx, 'Demande refusée', `<p id="error">${out.error}: ${out.error_description ?? ''}</p>`);
}

// The page on which the key is chosen: who, and by which one. Only what was asked for is offered.
function choice(ctx, { uid, params, prompt }) {
  const wanted = params.acr_values?.split(' ') ?? LEVELS;
  const personas = Object.entries(settings.personas).map(
    ([sub, { given_name: first, family_name: last }], index) =>
      `<p><label><input type="radio" name="sub" value="${sub}"${index ? '' : ' checked'}> ${first} ${last}</label></p>`,
  );
  const levels = settings.levels
    .filter(({ urn }) => wanted.includes(urn))
    .map(({ urn, name }) => `<button name="acr" value="${urn}">${name}</button>`);
  page(ctx, 'Fédération d’essai', `<form method="post" action="/choix/${uid}" data-reasons="${prompt.reasons.join(' ')}">
    <fieldset><legend>Qui êtes-vous ?</legend>${personas.join('')}</fieldset>
    <p>${levels.join(' ')} <button name="refuse" value="1">Annuler</button></p></form>`);
}

async function typed(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/choix/')) return next();
  const interaction = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method !== 'POST') return choice(ctx, interaction);
  const { sub, acr, refuse } = await typed(ctx.req);
  const result = refuse
    ? { error: 'access_denied', error_description: 'The person has gone back.' }
    : { login: { accountId: sub, acr, remember: false } };
  ctx.status = 303;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
});

// What servers ask it for fails, and browsers do not notice, while this file is there.
provider.use(async (ctx, next) => {
  if (!['/token', '/me'].includes(ctx.path) || !existsSync(settings.out_of_order)) return next();
  ctx.status = 503;
});

provider.on('server_error', (ctx, error) => console.error(error));
provider.listen(settings.port, '127.0.0.1', () => console.log('ready'));
