// SD-JWT VCs, read and shown by @sd-jwt/sd-jwt-vc; W3C credentials in one JWT, read by jose.
import { randomBytes } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { jwtVerify } from 'jose'
import { digest, isSignedBy, signText, trustedKey } from './keys.mjs'

/** The library, set up for cards of issuers below the anchors, held by the private JWK. */
export function cards({ anchors, key }) {
  return new SDJwtVcInstance({
    hasher: digest,
    hashAlg: 'sha-256',
    saltGenerator: (count) => randomBytes(count).toString('base64url'),
    verifier: (text, signature) => isSignedBy(text, signature, trustedKey(headerOf(text).x5c, anchors)),
    kbVerifier: (text, signature, card) => isSignedBy(text, signature, card.cnf.jwk),
    kbSigner: (text) => signText(text, key),
    kbSignAlg: 'ES256',
  })
}

/** Everything a card says, after its signature, its disclosures and its status list were checked. */
export async function readCard(card, anchors) {
  const { payload } = await cards({ anchors }).verify(card)
  return payload
}

/** Everything a card in one JWT says, after its signature and its times were checked. */
export async function readJwtCard(card, anchors) {
  const key = ({ x5c }) => trustedKey(x5c, anchors)
  const { payload } = await jwtVerify(card, key, { algorithms: ['ES256'], typ: 'vc+jwt' })
  return payload
}

/** Everything a presentation says, after its key binding was checked too. */
export async function readPresentation(presentation, { anchors, nonce }) {
  const { payload, kb } = await cards({ anchors }).verify(presentation, { keyBindingNonce: nonce })
  return { claims: payload, keyBinding: kb.payload }
}

/** Show of a card just the paths, bound to the verifier's nonce. */
export function showCard(card, { key, paths, audience, nonce }) {
  const frame = {}
  for (const path of paths) {
    const parents = path.slice(0, -1)
    parents.reduce((level, step) => (level[step] ??= {}), frame)[path.at(-1)] = true
  }
  const binding = { aud: audience, nonce, iat: Math.floor(Date.now() / 1000) }
  return cards({ anchors: [], key }).present(card, frame, { kb: { payload: binding } })
}

function headerOf(compact) {
  return JSON.parse(Buffer.from(compact.split('.')[0], 'base64url'))
}
