// A wallet that receives: what is OAuth is done by oauth4webapi, keys and encryption by jose, and the messages of
// OpenID4VCI are written here, from the final text.
import { SignJWT, importJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import { makeKey } from './keys.mjs'
import { sealing } from './sealed.mjs'

const PRE_AUTHORIZED_CODE = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
// A city on one machine speaks http on loopback.
const INSECURE = { [oauth.allowInsecureRequests]: true }

/** Push a request to sign in: where the citizen's browser goes, and what to come back with. */
export async function begin({ offer: link, clientId, redirectUri, scope }) {
  const session = { clientId, redirectUri, verifier: oauth.generateRandomCodeVerifier(), token: await makeKey() }
  const visit = await visitOf({ link, session })
  const request = new URLSearchParams({
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(session.verifier),
    code_challenge_method: 'S256',
  })
  const { issuer_state: state } = visit.offer.grants.authorization_code
  if (state) request.set('issuer_state', state)
  const { server, client, options } = visit
  const { request_uri } = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(server, client, oauth.None(), request, options),
    ),
  )
  const query = new URLSearchParams({ client_id: clientId, request_uri })
  return { address: `${server.authorization_endpoint}?${query}`, session }
}

/**
 * Take a card for each of `proofs` keys, and with `renew` once more: `{ cards, renewed, tokenType, notified }`, or
 * `{ waiting }` for whoever must come later.
 */
export async function collect({ offer: link, session, dpop, encrypted, event, renew, ...wishes }) {
  const visit = await visitOf({ link, session, dpop, encrypted })
  const tokens = await withNonce(() => (session ? byCode : byOffer)(visit, { session, ...wishes }))
  const { cards, waiting, notificationId } = await takeCards(visit, tokens, wishes)
  if (waiting) return { waiting: { ...waiting, session, access: tokens.access_token } }
  const notice = { event, notification_id: notificationId }
  const notified = event && (await post(visit, tokens, visit.issuer.notification_endpoint, notice)).status
  const next = renew && (await withNonce(() => refresh(visit, tokens)))
  return { cards, notified, renewed: next && (await takeCards(visit, next, wishes)).cards, tokenType: tokens.token_type }
}

/** Come again for what was promised: `{ cards }`, or `{ waiting }` once more. */
export async function later({ offer: link, waiting, encrypted }) {
  const visit = await visitOf({ link, session: waiting.session, encrypted })
  const address = visit.issuer.deferred_credential_endpoint
  const answer = await post(visit, { access_token: waiting.access }, address, { transaction_id: waiting.transactionId })
  const { credentials } = await answer.json()
  return answer.status === 202 ? { waiting } : { cards: withKeys(credentials, waiting.keys) }
}

/** What an act at one issuer needs: its metadata, the offer (or what is wanted, in its form), how to make requests. */
async function visitOf({ link, session, dpop, encrypted }) {
  const offer = typeof link === 'string' ? await read(new URL(link).searchParams.get('credential_offer_uri')) : link
  const address = new URL(offer.credential_issuer)
  const issuer = await read(new URL('/.well-known/openid-credential-issuer', address))
  const found = await oauth.discoveryRequest(address, { algorithm: 'oauth2', ...INSECURE })
  const server = await oauth.processDiscoveryResponse(address, found)
  // The library wants a name; who has none does not send it.
  const client = { client_id: session?.clientId ?? 'unnamed' }
  const bound = session?.token ?? (dpop ? await makeKey() : undefined)
  const options = {
    ...INSECURE,
    ...(bound && { DPoP: oauth.DPoP(client, await pair(bound)) }),
    ...(encrypted && { [oauth.customFetch]: await sealing(issuer) }),
  }
  return { offer, issuer, server, client, options }
}

async function byCode({ server, client, options }, { session, redirected }) {
  const answer = oauth.validateAuthResponse(server, client, new URL(redirected))
  const { redirectUri, verifier } = session
  const given = [server, client, oauth.None(), answer, redirectUri, verifier, options]
  return oauth.processAuthorizationCodeResponse(server, client, await oauth.authorizationCodeGrantRequest(...given))
}

async function byOffer({ server, client, offer, options }, { txCode }) {
  const code = offer.grants[PRE_AUTHORIZED_CODE]['pre-authorized_code']
  const fields = { 'pre-authorized_code': code, ...(txCode && { tx_code: txCode }) }
  const given = [server, client, anonymous, PRE_AUTHORIZED_CODE, fields, options]
  return oauth.processGenericTokenEndpointResponse(server, client, await oauth.genericTokenEndpointRequest(...given))
}

async function refresh({ server, client, options }, { refresh_token: token }) {
  const answer = await oauth.refreshTokenGrantRequest(server, client, anonymous, token, options)
  return oauth.processRefreshTokenResponse(server, client, answer)
}

async function takeCards(visit, tokens, { proofs = 1 }) {
  const keys = await Promise.all(Array.from({ length: proofs }, makeKey))
  const { c_nonce: nonce } = await read(visit.issuer.nonce_endpoint, { method: 'POST' })
  const audience = visit.offer.credential_issuer
  const answer = await post(visit, tokens, visit.issuer.credential_endpoint, {
    credential_configuration_id: visit.offer.credential_configuration_ids[0],
    proofs: { jwt: await Promise.all(keys.map((key) => prove(key, { audience, nonce }))) },
  })
  const { credentials, notification_id: notificationId, transaction_id: transactionId } = await answer.json()
  if (answer.status === 202) return { waiting: { transactionId, keys } }
  return { cards: withKeys(credentials, keys), notificationId }
}

function withKeys(credentials, keys) {
  return credentials.map(({ credential: card }, index) => ({ card, key: keys[index].private }))
}

async function prove(key, { audience, nonce }) {
  return new SignJWT({ nonce })
    .setProtectedHeader({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: key.public })
    .setAudience(audience)
    .setIssuedAt()
    .sign(await importJWK(key.private, 'ES256'))
}

async function post({ options }, { access_token: token }, address, value) {
  const headers = new Headers({ 'Content-Type': 'application/json' })
  const given = [token, 'POST', new URL(address), headers, JSON.stringify(value), options]
  const answer = await withNonce(() => oauth.protectedResourceRequest(...given))
  if (!answer.ok) throw new Error(await answer.text())
  return answer
}

async function read(address, init) {
  const answer = await fetch(address, init)
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`)
  return answer.json()
}

/** Do it, and once more where the server first wants its nonce in the proof. */
async function withNonce(act) {
  try {
    return await act()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return act()
  }
}

async function pair({ private: privateJwk, public: publicJwk }) {
  return {
    privateKey: await importJWK(privateJwk, 'ES256'),
    publicKey: await importJWK(publicJwk, 'ES256', { extractable: true }),
  }
}

/** No client authentication, and no name either. */
function anonymous() {}
