// Parts of a page that are asked for and put in place without loading the whole of it.

import "htmx.org";
