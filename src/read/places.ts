/** Of the places that stand beside a review, the one where the patient was seen. */
import type { Profile } from './profile.js';

const PLACE =
  '(?:clinics?|practices?|hospitals?|surger(?:y|ies)|locations?|branch(?:es)?|sites?|offices?|facilit(?:y|ies)|cent(?:er|re)s?|wards?)';
/** "Which of our clinics did you visit?", "What location were you seen at?" */
const WHICH = new RegExp(
  `^(?:[a-z]*\\d+[a-z]* )*(?:please )?(?:(?:select|choose|indicate|tell us|pick) )?(?:which|what)(?: of (?:our|the|these|the following))?(?: \\p{L}+)? ${PLACE}\\b`,
  'u',
);
/** "Where were you seen?", "Where did you have your appointment?" */
const WHERE =
  /^(?:[a-z]*\d+[a-z]* )*where (?:were|was|did|have|do) (?:you|your|the patient)\b.*\b(?:seen|treated|visit\w*|attend\w*|appointment|treatment|receive\w*|go|stay\w*|care)\b/;
const VISITED = new RegExp(
  `^(?:\\p{L}+ )?${PLACE} (?:attended|visited|used|seen at|of (?:visit|care|treatment|appointment))$|^(?:visited|attended|attending|treating) ${PLACE}$|^(?:clinic|practice|hospital|office|branch|facility|store|cent(?:er|re)) (?:location|site|branch)$|^(?:location|site|place) of (?:visit|care|treatment|appointment|service)$`,
  'u',
);
/** Where they came from or would go is another question. */
const ELSEWHERE =
  /\b(?:hear|heard|refer\w*|prefer\w*|would|recommend|previous\w*|before|else|nearest|closest|live)\b/;

/** Whether a header asks, or says, where the patient was. */
export function asksForPlace(plain: string): boolean {
  return (WHICH.test(plain) || WHERE.test(plain) || VISITED.test(plain)) && !ELSEWHERE.test(plain);
}

const TOWN = 'cit(?:y|ies)|towns?|village|suburb|county|municipality|locality';
const WRITER = '(?:consumer|user|author|reviewer|commenter|contributor)';
const PERSON = '(?:patient|customer|respondent|guest|member|contact|home|billing|residential|mailing)';
const OWN = '(?:(?:display|home|current|mailing|profile|geo|primary) )*';
/** "Patient city", `consumer.displayLocation`, "City of residence", "Which town do you live in?" */
const HOME = new RegExp(
  `\\b${WRITER} ${OWN}(?:${TOWN}|location|place|state|region)\\b|\\b${PERSON} ${OWN}(?:${TOWN}|state|region)\\b|\\b(?:${TOWN}|place|location) of (?:residence|birth|origin)\\b|\\bhome ?town\\b|\\b(?:${TOWN}|where)\\b.*\\b(?:live|living|come from|you from)\\b|^(?:my|your) (?:${TOWN})$`,
  'u',
);

/** Where patients live says nothing of where they were seen. */
export function isHome(plain: string): boolean {
  return HOME.test(plain);
}

const ENDS_IN_TOWN = new RegExp(`(?:^| )(?:${TOWN})$|^${PERSON} location$`);
const DEPARTMENT = /\b(?:department|dept|service|specialt\w+|speciality)\b/;
const SPOTTED = /^(?:ip|ip address|user agent|referr?er|browser)$/;
const AROUND =
  /^(?:latitude|longitude|lat|lng|country|country code|state|state region|region|postal|postal code|zip|postcode)$/;

/** A survey tool's guess at the town of whoever filled it in: beside the address of the computer, amid countries and postcodes. */
export function isGuessed(profile: Profile, all: readonly Profile[]): boolean {
  if (!ENDS_IN_TOWN.test(profile.plain)) return false;
  return (
    all.some(({ plain }) => SPOTTED.test(plain)) && all.filter(({ plain }) => AROUND.test(plain)).length >= 2
  );
}

/** What stands over many places: a company and its clinics, a trust and its wards. */
const UMBRELLA =
  /\b(?:company|business|organi[sz]ation|trust|firm|brand|group|client|merchant|webshop|account|network|system|provider organi[sz]ation)\b/;
const SITE = new RegExp(`\\b${PLACE}\\b|\\bunit\\b`);

/**
 * Whether a place stands back behind another one: a town behind what stands in it, and what stands over many, the same
 * in every row, behind what differs. A hospital that is the same in every row goes before its wards all the same.
 */
export function standsBack(one: Profile, other: Profile): boolean {
  const [town, otherTown] = [one, other].map(({ plain }) => ENDS_IN_TOWN.test(plain));
  if (other.codes > 0.5 || / id$/.test(other.plain) || other.filled < one.filled / 2) return false;
  const varies = other.distinct >= 2;
  const constant = one.distinct === 1 && one.filled >= 5;
  const over = (profile: Profile) => UMBRELLA.test(profile.plain) && !asksForPlace(profile.plain);
  if (town) return !otherTown && !DEPARTMENT.test(other.plain) && (varies || !over(other));
  if (!constant || !varies || other.distinctShare > 0.5) return false;
  return over(one) && (otherTown || SITE.test(other.plain));
}
