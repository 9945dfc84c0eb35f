// A wallet that receives, on @openid4vc/openid4vci; what is encrypted, jose encrypts and opens.
import { Oauth2Client } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { callbacks } from './callbacks.mjs'
import { readCard } from './cards.mjs'
import { makeKey } from './keys.mjs'
import { sealing } from './sealed.mjs'

/** Push a request to sign in: where the citizen's browser goes, and what to come back with. */
export async function begin({ offer: link, clientId, redirectUri, scope }) {
  const token = await makeKey()
  const { client, ...visit } = await visitOf({ link, clientId, keys: [token.private] })
  const { authorizationRequestUrl, pkce } = await client.createAuthorizationRequestUrlFromOffer({
    credentialOffer: visit.offer,
    issuerMetadata: visit.issuerMetadata,
    clientId,
    redirectUri,
    scope,
    dpop: { signer: signerOf(token) },
  })
  return { address: authorizationRequestUrl, session: { clientId, redirectUri, token, verifier: pkce.codeVerifier } }
}

/**
 * Take a card for each of `proofs` keys, by the offer's own code or by that of a sign-in, and with `renew` once more
 * with a refreshed token: `{ cards, renewed, tokenType, notified }`, or `{ waiting }` for whoever must come later.
 */
export async function collect({ offer: link, session, dpop, event, renew, ...wishes }) {
  const token = session?.token ?? (dpop ? await makeKey() : undefined)
  const keys = token ? [token.private] : []
  const visit = await visitOf({ link, keys, clientId: session?.clientId, encrypted: wishes.encrypted })
  const access = await accessOf(visit, { session, dpop: token && { signer: signerOf(token) }, ...wishes })
  const { cards, waiting, notificationId } = await takeCards(visit, access, wishes)
  if (waiting) return { waiting: { ...waiting, token, access: access.accessTokenResponse.access_token } }
  const notified = event && (await notify(visit, access, { event, notificationId }))
  const next = renew && (await refresh(visit, access))
  const renewed = next && (await takeCards(visit, next, wishes)).cards
  return { cards, renewed, notified, tokenType: access.accessTokenResponse.token_type }
}

/** Come again for what was promised: `{ cards }`, or `{ waiting }` once more. */
export async function later({ offer: link, waiting, encrypted }) {
  const { client, issuerMetadata } = await visitOf({ link, keys: [waiting.token.private], encrypted })
  const { deferredCredentialResponse } = await client.retrieveDeferredCredentials({
    issuerMetadata,
    accessToken: waiting.access,
    transactionId: waiting.transactionId,
    dpop: { signer: signerOf(waiting.token) },
  })
  if (!deferredCredentialResponse.credentials) return { waiting }
  return { cards: withKeys(deferredCredentialResponse.credentials, waiting.keys) }
}

/** Redeem an offer with as many key proofs as asked for: `{ cards: [{ card, key, claims }] }`. */
export async function receive({ anchors, ...wishes }) {
  const { cards } = await collect(wishes)
  const read = cards.map(async (each) => ({ ...each, claims: await readCard(each.card, anchors) }))
  return { cards: await Promise.all(read) }
}

/**
 * What an act at one issuer needs; `keys` are the private ones that sign, and grow with each proof. Who has no offer
 * says in its form what is wanted of whom.
 */
async function visitOf({ link, keys, clientId, encrypted }) {
  const plain = new Openid4vciClient({ callbacks: callbacks({}) })
  const offer = typeof link === 'string' ? await plain.resolveCredentialOffer(link) : link
  const issuerMetadata = await plain.resolveIssuerMetadata(offer.credential_issuer)
  const fetch = encrypted ? await sealing(issuerMetadata.credentialIssuer) : undefined
  const own = { callbacks: callbacks({ keys, clientId, fetch }) }
  return { client: new Openid4vciClient(own), oauth: new Oauth2Client(own), offer, issuerMetadata, keys }
}

function accessOf({ client, offer: credentialOffer, issuerMetadata }, { session, redirected, txCode, dpop }) {
  const given = { credentialOffer, issuerMetadata, dpop }
  if (!session) return client.retrievePreAuthorizedCodeAccessTokenFromOffer({ ...given, txCode })
  const answer = client.parseAndVerifyAuthorizationResponseRedirectUrl({
    url: redirected,
    authorizationServerMetadata: issuerMetadata.authorizationServers[0],
  })
  if (answer.error) throw new Error(answer.error)
  return client.retrieveAuthorizationCodeAccessTokenFromOffer({
    ...given,
    authorizationCode: answer.code,
    pkceCodeVerifier: session.verifier,
    redirectUri: session.redirectUri,
  })
}

function refresh({ oauth, issuerMetadata }, { accessTokenResponse, dpop }) {
  return oauth.retrieveRefreshTokenAccessToken({
    authorizationServerMetadata: issuerMetadata.authorizationServers[0],
    refreshToken: accessTokenResponse.refresh_token,
    dpop,
  })
}

async function takeCards({ client, offer, issuerMetadata, keys }, { accessTokenResponse, dpop }, { proofs = 1 }) {
  const own = await Promise.all(Array.from({ length: proofs }, makeKey))
  keys.push(...own.map((key) => key.private))
  const wanted = { issuerMetadata, credentialConfigurationId: offer.credential_configuration_ids[0] }
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
  const proven = own.map((key) => client.createCredentialRequestJwtProof({ ...wanted, nonce, signer: signerOf(key) }))
  const { credentialResponse } = await client.retrieveCredentials({
    ...wanted,
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt: (await Promise.all(proven)).map(({ jwt }) => jwt) },
    dpop,
  })
  const { credentials, notification_id: notificationId, transaction_id: transactionId } = credentialResponse
  if (!credentials) return { waiting: { transactionId, keys: own } }
  return { cards: withKeys(credentials, own), notificationId }
}

function withKeys(credentials, keys) {
  return credentials.map(({ credential: card }, index) => ({ card, key: keys[index].private }))
}

async function notify({ client, issuerMetadata }, { accessTokenResponse, dpop }, notification) {
  const accessToken = accessTokenResponse.access_token
  const { response } = await client.sendNotification({ issuerMetadata, accessToken, dpop, notification })
  return response.status
}

function signerOf(key) {
  return { method: 'jwk', alg: 'ES256', publicJwk: key.public }
}
