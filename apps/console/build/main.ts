import { arePagesBuilt, ensurePages } from './ensure-pages.ts'

if (process.argv[2] === '--check') process.stdout.write(arePagesBuilt() ? 'built\n' : 'not built\n')
else await ensurePages()
