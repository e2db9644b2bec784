/** A browser without a screen: keeps cookies, and says where it comes from as browsers do. */
export type Person = {
  /** What it has now. */
  cookies: Map<string, string>
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export const createPerson = (origin: string): Person => {
  const cookies = new Map<string, string>()
  const keep = (response: Response): void => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, pair.slice(name.length + 1))
    }
  }
  return {
    cookies,
    ask: async (method, path, body, headers = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(origin + path, {
        method,
        redirect: 'manual',
        headers: {
          origin,
          'sec-fetch-site': 'same-origin',
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      keep(response)
      return response
    },
  }
}
