/** The token of an `Authorization: Bearer` header; undefined for none. https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]{1,9000})$/i.exec(authorization ?? "")?.[1];
}
