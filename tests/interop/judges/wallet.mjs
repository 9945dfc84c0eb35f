// A wallet that presents, on @openid4vc/openid4vp.
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { callbacks } from './callbacks.mjs'
import { showCard } from './cards.mjs'

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
