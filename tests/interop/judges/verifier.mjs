// A verifier on @openid4vc/openid4vp.
import { randomBytes } from 'node:crypto'
import { Openid4vpVerifier } from '@openid4vc/openid4vp'
import { callbacks } from './callbacks.mjs'
import { readPresentation } from './cards.mjs'
import { digest } from './keys.mjs'

/** Sign a request under the hash of a certificate or its host: `{ link, requestObject, request }`. */
export async function ask({ key, x5c, prefix, requestUri, responseUri, query }) {
  const verifier = new Openid4vpVerifier({ callbacks: callbacks({ keys: [key] }) })
  const { authorizationRequest, authorizationRequestPayload, jar } =
    await verifier.createOpenId4vpAuthorizationRequest({
      scheme: 'openid4vp://authorize',
      authorizationRequestPayload: {
        response_type: 'vp_token',
        response_mode: 'direct_post',
        client_id: clientId(prefix, { x5c, responseUri }),
        response_uri: responseUri,
        nonce: randomBytes(24).toString('base64url'),
        state: randomBytes(24).toString('base64url'),
        dcql_query: query,
        client_metadata: {
          vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
        },
      },
      jar: {
        requestUri,
        jwtSigner: { method: 'x5c', x5c, alg: 'ES256' },
        expiresInSeconds: 120,
        additionalJwtPayload: { aud: 'https://self-issued.me/v2' },
      },
    })
  return {
    link: authorizationRequest,
    requestObject: jar.authorizationRequestJwt,
    request: authorizationRequestPayload,
  }
}

/** Judge a posted form against the request: `{ presentations: { id: { claims, keyBinding } } }`. */
export async function judge({ request, form, anchors }) {
  const verifier = new Openid4vpVerifier({ callbacks: callbacks({ anchors }) })
  const { dcql } = await verifier.parseOpenid4vpAuthorizationResponse({
    authorizationResponse: form,
    authorizationRequestPayload: request,
    callbacks: callbacks({ anchors }),
  })
  const read = Object.entries(dcql.presentations).map(async ([id, [presentation]]) => [
    id,
    await readPresentation(presentation, { anchors, nonce: request.nonce }),
  ])
  return { presentations: Object.fromEntries(await Promise.all(read)) }
}

function clientId(prefix, { x5c, responseUri }) {
  if (prefix === 'x509_san_dns') return `${prefix}:${new URL(responseUri).hostname}`
  return `${prefix}:${digest(Buffer.from(x5c[0], 'base64'), 'sha-256').toString('base64url')}`
}
