import { useCallback, useSyncExternalStore } from 'react'

/** Tailwind's breakpoints, in rem. */
const WIDTHS = { sm: 40, lg: 64 } as const

/** Whether the screen has the width of a breakpoint. */
export const useMinWidth = (name: keyof typeof WIDTHS): boolean => {
  const query = `(min-width: ${WIDTHS[name]}rem)`
  const subscribe = useCallback(
    (onChange: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', onChange)
      return () => media.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}
