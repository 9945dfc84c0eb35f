// Keys and certificates of the judges, on jose and Node's own cryptography.
import { X509Certificate, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'

const RAW = 'ieee-p1363'

/** A new P-256 key: `{ private, public }`, both as JWK. */
export async function makeKey() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { private: jwk, public: publicPart(jwk) }
}

/** The members of a key that everybody may see. */
export function publicPart({ kty, crv, x, y }) {
  return { kty, crv, x, y }
}

/** Sign text with a private JWK; gives the signature in base64url. */
export function signText(text, privateJwk) {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' })
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: RAW }).toString('base64url')
}

/** Whether a base64url signature over text is by the key, a JWK or a KeyObject. */
export function isSignedBy(text, signature, key) {
  const publicKey = key.kty ? createPublicKey({ key, format: 'jwk' }) : key
  const raw = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(text), { key: publicKey, dsaEncoding: RAW }, raw)
}

/** A digest as the npm libraries ask for it: `sha-256` or `SHA-256`. */
export function digest(bytes, algorithm) {
  return createHash(algorithm.toLowerCase().replace('-', '')).update(bytes).digest()
}

/** The certificate of an `x5c` entry. */
export function certificate(base64) {
  return new X509Certificate(Buffer.from(base64, 'base64'))
}

/** The key of a leaf that one of the anchors issued and that is valid today. */
export function trustedKey([leaf, ...between], anchors) {
  const found = certificate(leaf)
  const now = new Date()
  const isInTime = new Date(found.validFrom) <= now && now <= new Date(found.validTo)
  const isIssued = anchors
    .map((pem) => new X509Certificate(pem))
    .some((anchor) => found.checkIssued(anchor) && found.verify(anchor.publicKey))
  if (between.length > 0 || !isInTime || !isIssued) throw new Error('The certificate is not trusted.')
  return found.publicKey
}
