/**
 * What is asked of Cloud Logging where a source names no filter of its own: the least with which errors, changes and exposure are
 * counted as if all had been read. It leaves out structured lines at DEBUG, INFO and NOTICE that tell of no request, no start and no
 * migration, and audited reads that went well. In the Logging query language, in which texts are found whatever their case:
 * https://cloud.google.com/logging/docs/view/logging-query-language
 */
export const NARROW_FILTER = [
  // Errors, and warnings of the platform that name a failure. Plain text may have no severity, or a wrong one: its words count.
  "severity>=WARNING OR severity=DEFAULT OR textPayload:*",
  // Requests, those that went well too: without them nothing tells whether an error that is silent had traffic.
  'httpRequest.requestMethod:* OR httpRequest.status:* OR logName:"request_log"',
  // The same where an app logs them in fields of its own, or as a line.
  "jsonPayload.req.method:* OR jsonPayload.method:* OR jsonPayload.RequestMethod:* OR jsonPayload.http_method:*",
  'jsonPayload."http.method":* OR jsonPayload."http.request.method":*',
  '"HTTP/1" OR "HTTP/2" OR "GET /" OR "POST /" OR "PUT /" OR "PATCH /" OR "DELETE /"',
  // Agents take the severity from the stream there: the line itself may say another one.
  'resource.type=("k8s_container" OR "k8s_pod" OR "gce_instance")',
  // Deployments, configuration, instances that start and end.
  'logName:("cloudaudit.googleapis.com%2Factivity" OR "cloudaudit.googleapis.com%2Fsystem_event")',
  'logName:("varlog%2Fsystem" OR "/events" OR "%2Fevents" OR "appengine.googleapis.com%2Fsystem")',
  // Starts that fail or succeed, crashes and migrations, which loggers tell of at INFO.
  '"failed to boot" OR "failed to load" OR "startup" OR "running on" OR "listening" OR "starting" OR "started"',
  '"by signal" OR "crash of another server process" OR "Killed process" OR "probe failed" OR "memory limit"',
  '"Running upgrade" OR "Running downgrade" OR "migrat" OR "Applying" OR "ran successfully"',
].join("\nOR ");
