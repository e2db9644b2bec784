/** The address in the examples. The page replaces it by its own. */
export const EXAMPLE_ORIGIN = 'https://api.gptget.net'

/** The key in the examples. */
export const EXAMPLE_KEY = '$GPTGET_API_KEY'
