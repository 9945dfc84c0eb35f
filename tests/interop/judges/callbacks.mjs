// What the @openid4vc libraries leave to whoever uses them.
import { randomBytes } from 'node:crypto'
import { clientAuthenticationAnonymous, clientAuthenticationNone, setGlobalConfig } from '@openid4vc/oauth2'
import { SignJWT, compactVerify, importJWK } from 'jose'
import { certificate, digest, publicPart, trustedKey } from './keys.mjs'

// A city on one machine speaks http on loopback.
setGlobalConfig({ allowInsecureUrls: true })

/** Callbacks that sign with one of the given private JWKs and trust the given anchors (PEM). */
export function callbacks({ keys = [], anchors = [], clientId, fetch }) {
  return {
    ...(fetch && { fetch }),
    hash: digest,
    generateRandom: (count) => randomBytes(count),
    clientAuthentication: clientId ? clientAuthenticationNone({ clientId }) : clientAuthenticationAnonymous(),
    signJwt: (signer, token) => signJwt(keys, signer, token),
    verifyJwt: (signer, token) => verifyJwt(anchors, signer, token),
    getX509CertificateMetadata: alternativeNames,
    encryptJwe: unused,
    decryptJwe: unused,
  }
}

async function signJwt(keys, signer, { header, payload }) {
  const jwk = signer.method === 'jwk' ? keys.find((key) => key.x === signer.publicJwk.x) : keys[0]
  const jwt = await new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(jwk, 'ES256'))
  return { jwt, signerJwk: publicPart(jwk) }
}

async function verifyJwt(anchors, signer, { compact }) {
  try {
    const key = trustedKey(signer.x5c, anchors)
    await compactVerify(compact, key, { algorithms: ['ES256'] })
    return { verified: true, signerJwk: key.export({ format: 'jwk' }) }
  } catch {
    return { verified: false }
  }
}

function alternativeNames(base64) {
  const names = (certificate(base64).subjectAltName ?? '').split(', ')
  const ofKind = (kind) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length))
  return { sanDnsNames: ofKind('DNS:'), sanUriNames: ofKind('URI:') }
}

function unused() {
  throw new Error('Nothing is encrypted here.')
}
