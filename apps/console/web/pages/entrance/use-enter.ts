import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'

/** What follows sign-in: everything is loaded again, and the wanted page is opened. */
export const useEnter = (next = '/playground'): (() => Promise<void>) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await client.resetQueries()
    await navigate({ href: next, replace: true })
  }
}
