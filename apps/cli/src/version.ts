/** Set by the build, from `package.json`. */
declare const GPTGET_VERSION: string

export const VERSION: string = typeof GPTGET_VERSION === 'undefined' ? '0.0.0-source' : GPTGET_VERSION
export const USER_AGENT = `gptget-cli/${VERSION} node/${process.versions.node}`
