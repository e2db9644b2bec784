import './app.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyStoredTheme } from './layout/theme.ts'
import { createAppRouter } from './router.tsx'
import { isPassing } from './ui/states.tsx'
import { Toasts } from './ui/toasts.tsx'

applyStoredTheme()

// The platform was updated while this page was open, and what it would load is gone.
window.addEventListener('vite:preloadError', () => location.reload())

const client = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => count < 2 && isPassing(error), staleTime: 5_000 } },
})

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    {/* Styles that are written into the document are forbidden by its policy. */}
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <RouterProvider router={createAppRouter(client)} />
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
