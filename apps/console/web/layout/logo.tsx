import logoUrl from '../logo.svg'
import { m } from '../messages/index.ts'

export const Logo = () => (
  <span className="flex items-center gap-2 text-lg font-semibold tracking-tight">
    <img src={logoUrl} alt="" width={22} height={22} />
    {m.product}
  </span>
)
