// Small multiples are drawn by the server; the script prints, and closes the menu of files.

import { startShare } from "../page/share.js";

startShare({ print: () => print() });
