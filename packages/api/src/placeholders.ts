/** Where the examples call. The page puts the address it was opened at in its place. */
export const EXAMPLE_ORIGIN = 'https://api.gptget.net'

/** How the examples name the caller's key. */
export const EXAMPLE_KEY = '$GPTGET_API_KEY'
