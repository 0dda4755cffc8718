import { protobuf } from "google-gax";
import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";
import { plainStruct } from "./struct.ts";

/** What an audit log says, as REST writes it, without `@type`. Throws where the bytes are no AuditLog. */
export function decodeAuditLog(bytes: Uint8Array): JsonObject {
  const message = auditLog.decode(bytes);
  const plain: unknown = auditLog.toObject(message, { longs: String, enums: String, bytes: String, arrays: false });
  return isJsonObject(plain) ? openStructs(plain) : {};
}

/** The type of the bytes that `decodeAuditLog` reads. */
export const AUDIT_LOG_TYPE = "type.googleapis.com/google.cloud.audit.AuditLog";

/**
 * The fields of google.cloud.audit.AuditLog that people read, by the numbers they have on the wire. No client for Node
 * ships this message. Unknown fields are skipped. https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog
 */
const AUDIT_LOG = `
syntax = "proto3";
message Struct { map<string, Value> fields = 1; }
message Value {
  oneof kind {
    int32 null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4;
    Struct struct_value = 5; ListValue list_value = 6;
  }
}
message ListValue { repeated Value values = 1; }
message Status { int32 code = 1; string message = 2; }
message Delegate { string principal_email = 1; Struct service_metadata = 2; }
message ThirdParty { Struct third_party_claims = 1; }
message Delegation { Delegate first_party_principal = 1; ThirdParty third_party_principal = 2; string principal_subject = 3; }
message Authentication {
  string principal_email = 1; string authority_selector = 2; Struct third_party_principal = 4;
  string service_account_key_name = 5; repeated Delegation service_account_delegation_info = 6;
  string principal_subject = 8;
}
message Resource { string service = 1; string name = 2; string type = 3; map<string, string> labels = 4; }
message Authorization { string resource = 1; string permission = 2; bool granted = 3; Resource resource_attributes = 5; }
message Request { string caller_ip = 1; string caller_supplied_user_agent = 2; string caller_network = 3; }
message Location { repeated string current_locations = 1; repeated string original_locations = 2; }
message AuditLog {
  Status status = 2; Authentication authentication_info = 3; Request request_metadata = 4;
  string service_name = 7; string method_name = 8; repeated Authorization authorization_info = 9;
  string resource_name = 11; int64 num_response_items = 12;
  Struct request = 16; Struct response = 17; Struct metadata = 18; Struct resource_original_state = 19;
  Location resource_location = 20;
}`;

const auditLog = protobuf.parse(AUDIT_LOG, new protobuf.Root()).root.lookupType("AuditLog");

/** Fields of the message above whose type is Struct. */
const STRUCTS = new Set([
  "request",
  "response",
  "metadata",
  "resourceOriginalState",
  "serviceMetadata",
  "thirdPartyClaims",
]);

function openStructs(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, openField(key, value)]));
}

function openField(key: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => (isJsonObject(item) ? openStructs(item) : item));
  if (!isJsonObject(value)) return value;
  const isStruct = STRUCTS.has(key) || (key === "thirdPartyPrincipal" && "fields" in value);
  return isStruct ? plainStruct(value) : openStructs(value);
}
