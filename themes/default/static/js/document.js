// The page of a whole document. Without this script everything can be read, folded and navigated; it adds where the
// reader stands, what can be copied, and sentences that other evaluations share.

import "./arrive.js";
import "./history.js";
import { offerCopies } from "./document-cite.js";
import { followOutline } from "./document-outline.js";
import { comeBack, settle } from "./document-place.js";
import { offerShared } from "./document-shared.js";
import { remember } from "./document-switches.js";

settle();
comeBack();
followOutline();
offerCopies();
offerShared();
// Last: a switch that was left on acts through what the others listen to.
remember();
