/** Without sign-in everybody on this machine is the operator. */
export const OPERATOR = "Operator";
