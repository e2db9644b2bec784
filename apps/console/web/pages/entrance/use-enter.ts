import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

/** What follows signing in: all that was known is asked anew, and the page is shown that was wanted. */
export const useEnter = (next = '/playground'): (() => Promise<void>) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await client.resetQueries()
    await navigate({ href: next, replace: true })
  }
}
