/** A minimal browser: keeps cookies and sends the origin headers of browsers. */
export type Person = {
  /** Its current cookies. */
  cookies: Map<string, string>
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Opens a page or submits a form like a browser without scripts. */
  submit(url: URL, form: Record<string, string> | null): Promise<Response>
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
  const cookieHeader = (): Record<string, string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return cookie === '' ? {} : { cookie }
  }
  return {
    cookies,
    submit: async (url, form) => {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: cookieHeader(),
        ...(form === null ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      })
      keep(response)
      return response
    },
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(origin + path, {
        method,
        redirect: 'manual',
        headers: {
          origin,
          'sec-fetch-site': 'same-origin',
          ...cookieHeader(),
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
