/** Where the backend with faults listens. The file itself is made by backend-plugin.mjs when a test asks for it. */
declare const origin: string;
export default origin;
