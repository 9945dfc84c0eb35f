// A wallet that receives, on @sphereon/oid4vci-client, which speaks draft 15 of OpenID4VCI 1.0: its one `proof` of a
// request is put into the final text's `proofs`. It knows neither encryption nor refresh tokens.
import {
  CredentialRequestClientBuilderV1_0_15,
  OpenID4VCIClientV1_0_15,
  ProofOfPossessionBuilder,
} from '@sphereon/oid4vci-client'
import { SignJWT, importJWK } from 'jose'
import { makeKey } from './keys.mjs'

/** Push a request to sign in: where the citizen's browser goes, and what to come back with. */
export async function begin({ offer, clientId, redirectUri, scope }) {
  const client = await OpenID4VCIClientV1_0_15.fromURI({
    uri: linkOf(offer),
    clientId,
    authorizationRequest: { clientId, redirectUri, scope, parMode: 'require' },
  })
  return { address: client.authorizationURL, session: { state: await client.exportState() } }
}

/** Take a card for each of `proofs` keys: `{ cards, tokenType, notified }`, or `{ waiting }` to come later. */
export async function collect({ offer, session, redirected, txCode, proofs = 1, dpop, event }) {
  const client = session
    ? await OpenID4VCIClientV1_0_15.fromState({ state: session.state })
    : await OpenID4VCIClientV1_0_15.fromURI({ uri: linkOf(offer) })
  const createDPoPOpts = dpop ? dpopOf(await makeKey()) : undefined
  const access = await client.acquireAccessToken({
    ...(redirected ? { authorizationResponse: redirected } : { pin: txCode ?? undefined }),
    createDPoPOpts,
  })
  const keys = await Promise.all(Array.from({ length: proofs }, makeKey))
  const [configuration] = client.getCredentialOfferConfigurationIds()
  const answer = await requestCredentials(client, { configuration, access, keys, createDPoPOpts })
  if (!answer.credentials) {
    return { waiting: { state: await client.exportState(), keys, transactionId: answer.transaction_id } }
  }
  const cards = withKeys(answer.credentials, keys)
  const notified = event && (await notify(client, { event, notification_id: answer.notification_id }))
  return { cards, notified, tokenType: access.token_type }
}

/** Come again for what was promised, under a bearer token: `{ cards }`, or `{ waiting }` once more. */
export async function later({ waiting }) {
  const client = await OpenID4VCIClientV1_0_15.fromState({ state: waiting.state })
  const access = client.accessTokenResponse
  const asked = { transaction_id: waiting.transactionId }
  const bearer = { bearerToken: access.access_token }
  const { successBody, errorBody } = await requestsOf(client, { access }).acquireDeferredCredential(asked, bearer)
  if (!successBody) throw new Error(JSON.stringify(errorBody))
  return successBody.credentials ? { cards: withKeys(successBody.credentials, waiting.keys) } : { waiting }
}

/** Who has no offer writes one to itself: the library knows no other way in. */
function linkOf(offer) {
  if (typeof offer === 'string') return offer
  return `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`
}

async function requestCredentials(client, { configuration, access, keys, createDPoPOpts }) {
  const { format } = client.getCredentialsSupported()[configuration]
  const nonce = await client.acquireNonce()
  const proofs = await Promise.all(keys.map((key) => proofOf(client, { key, nonce })))
  const request = { credential_configuration_id: configuration, proofs: { jwt: proofs } }
  const requests = requestsOf(client, { access })
  const { successBody, errorBody } = await requests.acquireCredentialsUsingRequest(request, format, createDPoPOpts)
  if (!successBody) throw new Error(JSON.stringify(errorBody))
  return successBody
}

function requestsOf(client, { access }) {
  const { deferred_credential_endpoint: deferred } = client.endpointMetadata.credentialIssuerMetadata
  return CredentialRequestClientBuilderV1_0_15.fromCredentialOffer({
    credentialOffer: client.credentialOffer,
    metadata: client.endpointMetadata,
  })
    .withDeferredCredentialEndpoint(deferred)
    .withTokenFromResponse(access)
    .build()
}

function withKeys(credentials, keys) {
  return credentials.map(({ credential: card }, index) => ({ card, key: keys[index].private }))
}

async function proofOf(client, { key, nonce }) {
  const proof = await ProofOfPossessionBuilder.manual({
    callbacks: { signCallback: ({ header, payload }) => signed(key, header, payload) },
    version: client.version(),
    mode: 'pop',
  })
    .withJWK(key.public)
    .withAlg('ES256')
    .withIssuer(client.getIssuer())
    .withAccessTokenNonce(nonce)
    .build()
  return proof.jwt
}

async function notify(client, notification) {
  const { notification_endpoint: notificationEndpoint } = client.endpointMetadata.credentialIssuerMetadata
  const { error, response } = await client.sendNotification({ notificationEndpoint }, notification)
  if (error) throw new Error(JSON.stringify(response))
  return 204
}

function dpopOf(key) {
  return {
    jwtIssuer: { alg: 'ES256', jwk: key.public },
    dPoPSigningAlgValuesSupported: ['ES256'],
    jwtPayloadProps: {},
    createJwtCallback: (_issuer, { header, payload }) => signed(key, header, payload),
  }
}

async function signed(key, header, payload) {
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(key.private, 'ES256'))
}
