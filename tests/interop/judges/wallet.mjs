// A wallet on @openid4vc/openid4vci and @openid4vc/openid4vp.
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { callbacks } from './callbacks.mjs'
import { readCard, showCard } from './cards.mjs'
import { makeKey } from './keys.mjs'

/** Redeem an offer with as many key proofs as asked for: `{ cards: [{ card, key, claims }] }`. */
export async function receive({ offer: link, txCode, proofs = 1, anchors }) {
  const keys = await Promise.all(Array.from({ length: proofs }, makeKey))
  const client = new Openid4vciClient({ callbacks: callbacks({ keys: keys.map((key) => key.private) }) })
  const offer = await client.resolveCredentialOffer(link)
  const issuerMetadata = await client.resolveIssuerMetadata(offer.credential_issuer)
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer: offer,
    issuerMetadata,
    txCode,
  })
  const wanted = { issuerMetadata, credentialConfigurationId: offer.credential_configuration_ids[0] }
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
  const jwt = await Promise.all(keys.map((key) => proofOf(client, { ...wanted, nonce, key })))
  const { credentialResponse } = await client.retrieveCredentials({
    ...wanted,
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt },
  })
  const received = credentialResponse.credentials.map(async ({ credential: card }, index) => ({
    card,
    key: keys[index].private,
    claims: await readCard(card, anchors),
  }))
  return { cards: await Promise.all(received) }
}

/** Answer a request with just what it asks for: `{ status, body, asked }`. */
export async function present({ request: link, card, key, anchors }) {
  const client = new Openid4vpClient({ callbacks: callbacks({ anchors }) })
  const { params } = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params })
  const request = resolved.authorizationRequestPayload
  const [query] = resolved.dcql.query.credentials
  const paths = query.claims.map((claim) => claim.path)
  const shown = await showCard(card, { key, paths, audience: request.client_id, nonce: request.nonce })
  const { authorizationResponsePayload } = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload: { vp_token: { [query.id]: [shown] } },
  })
  const { response } = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload,
  })
  return { status: response.status, body: await response.json(), asked: paths }
}

async function proofOf(client, { key, ...wanted }) {
  const signer = { method: 'jwk', alg: 'ES256', publicJwk: key.public }
  const { jwt } = await client.createCredentialRequestJwtProof({ ...wanted, signer })
  return jwt
}
