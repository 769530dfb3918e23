// Where a literal can stand, as templates of one line: § is the literal, ¤ a name of its own, · a blank that is left out where the language allows it.
// `seen` collects what the program makes of it; x, y are numbers above 0, n is null, no is false.
import type { Kind } from './literals.ts';

export type Dialect = 'script' | 'module' | 'jsx' | 'ts' | 'tsx';

export type Place = {
  readonly template: string;
  readonly kind: Kind;
  /** Absent: everywhere. */
  readonly dialects?: readonly Dialect[];
};

/** Whether its line has no other literal. */
export function isAlone({ template }: Place): boolean {
  return !/[\d'"`\n]|\b(?:true|null|false)\b/.test(template);
}

const places = (kind: Kind, templates: readonly string[], dialects?: readonly Dialect[]): readonly Place[] =>
  templates.map((template) => ({ template, kind, ...(dialects === undefined ? {} : { dialects }) }));

const statements = places('any', [
  'const c¤=§;seen.¤=c¤',
  'let c¤=§,d¤=c¤;seen.¤=d¤',
  'var c¤;c¤=§;seen.¤=c¤',
  'function f¤(){return·§}seen.¤=f¤()',
  'seen.¤=(a=>{switch(a){case·§:return x;default:return y}})(want.¤)',
  'seen.¤=(a=>{switch(a){case(§):return x;default:return y}})(want.¤)',
  'for(const c¤ of[§])seen.¤=c¤',
  'for(const c¤ in[§])seen.¤=c¤',
  'for(let i¤=§;;){seen.¤=i¤;break}',
  'try{throw·§}catch(e){seen.¤=e}',
  'if(§)seen.¤=x;else seen.¤=y',
  'if(no)seen.¤=x;else·seen.¤=§',
  'seen.¤=x;do{seen.¤=y}while(§&&no)',
  'l¤:{seen.¤=§;break l¤}',
  'var c¤=n;c¤??=§;seen.¤=c¤',
  'var c¤=x;c¤&&=§;seen.¤=c¤',
  'async function f¤(){return await·§}',
  'async function f¤(){for await(const c of[§]);}',
  'try{seen.¤=(class extends·§{}).name}catch{seen.¤=y}',
  'try{seen.¤=new·§}catch{seen.¤=y}',
  'try{seen.¤=§()}catch{seen.¤=y}',
]);

const expressions = places('any', [
  'seen.¤=§',
  'seen.¤ = §',
  'seen.¤=(§)',
  'seen.¤=((§))',
  'seen.¤=( /* a */ § )',
  'seen.¤=/* b */§',
  'seen/* a */.¤/* b */=/* c */§',
  'const c¤/* a */=/* b */§;seen.¤=c¤',
  'seen.¤=id/* a */(/* b */§/* c */)',
  'seen.¤=x/* a */?/* b */§/* c */:y',
  'seen.¤=[x/*\n*/,§]',
  'seen.¤=(()=>§)()',
  'seen.¤=(()=>(§))()',
  'seen.¤=(()=>{return·§})()',
  'seen.¤=(()=>{return(§)})()',
  'seen.¤=typeof·§',
  'seen.¤=typeof typeof·§',
  'seen.¤=void·§',
  'seen.¤=delete·§',
  'seen.¤=!§',
  'seen.¤=!!§',
  'seen.¤=§·in box(want.¤)',
  'seen.¤=§·instanceof Object',
  'seen.¤=[...(function*(){yield·§})()]',
  'seen.¤=[...(function*(){yield*[§]})()]',
  'seen.¤=`a${§}b`',
  'seen.¤=`${x}${§}`',
  'seen.¤=`${`${§}`}`',
  'seen.¤=[`\\${5}`,`\\\\${§}`].join()',
  'seen.¤=(x,§)',
  'seen.¤=x?§:y',
  'seen.¤=n?y:§',
  'seen.¤=x?y:n?§:y',
  'seen.¤=n?x:x?§:y',
  'seen.¤=n??§',
  'seen.¤=no||§',
  'seen.¤=§||x',
  'seen.¤=§??x',
  'seen.¤=§===want.¤',
  'seen.¤=want.¤===§',
  'seen.¤=want.¤!==§',
  'seen.¤=§+y',
  'seen.¤=y+·§',
  'seen.¤=§?.length',
  'seen.¤=§?.[x]',
  'seen.¤=/["\'`5]\\/\\*[/]/g.test(§)',
  'seen.¤=x/y/(§)',
]);

const containers = places('any', [
  'seen.¤={a:§}.a',
  'seen.¤={a:/* a */§}.a',
  'seen.¤={"a b":§}["a b"]',
  'seen.¤={5:§}[5]',
  'seen.¤=Object.keys({[§]:x})',
  'seen.¤={get"a"(){return·§}}.a',
  'seen.¤={set 7(a){},async"b"(){},*8(){},a:§}.a',
  "seen.¤={'a'(){return·§}}.a()",
  'seen.¤={...§}',
  'seen.¤={a:{b:[§]}}.a.b',
  'seen.¤=[§][0]',
  'seen.¤=[,§]',
  'seen.¤=[...[§]]',
  'seen.¤=[x,§,x]',
  'seen.¤=[y][§]',
  'seen.¤=id(§)',
  'seen.¤=id?.(§)',
  'seen.¤=id(...[§])',
  'seen.¤=new Box(§).v',
  'seen.¤=new Box(x,§).w',
  'seen.¤=((a=§)=>a)()',
  'seen.¤=(function(a=§){return a})()',
  ';{const{a:c¤=§}={};seen.¤=c¤}',
  ';{const{"a b":c¤=§}={};seen.¤=c¤}',
  ';{const{c¤=§}={};seen.¤=c¤}',
  ';{const[c¤=§]=[];seen.¤=c¤}',
  ';{let c¤;({a:c¤=§}={});seen.¤=c¤}',
  ';{let c¤;[c¤=§]=[];seen.¤=c¤}',
  'seen.¤=(({a:{b=§}={}})=>b)({})',
  'seen.¤=new(class{a=§})().a',
  'seen.¤=new(class{a=§;b=x})().a',
  'seen.¤=new(class{a=§\n;b=x})().a',
  'seen.¤=new(class{"a b"=§})()["a b"]',
  'seen.¤=new(class{#a=§;get(){return this.#a}})().get()',
  'class C¤{static a=§}seen.¤=C¤.a',
  'class C¤{static"a"=§}seen.¤=C¤.a',
  'seen.¤=Object.keys(new(class{[§]=x})())',
  'class D¤{static{seen.¤=§}}',
  'seen.¤=new(class{m(a=§){return a}})().m()',
  'seen.¤=new(class{static 5=x;7(){return·§}})()[7]()',
  'seen.¤=new(class{get[§](){return x}})()[want.¤]',
]);

const numbers = [
  ...places('number', [
    'seen.¤=x-·§',
    'seen.¤=x- §',
    'seen.¤=x+·§',
    'seen.¤=x*§',
    'seen.¤=x*§/y',
    'seen.¤=x/§',
    'seen.¤=x%§',
    'seen.¤=x**§',
    'seen.¤=(§)**x',
    'seen.¤=§*x',
    'seen.¤=§-x',
    'seen.¤=§-(-x)',
    'seen.¤=§- -x',
    'seen.¤=§/x/x',
    'seen.¤=x<§',
    'seen.¤=x>§',
    'seen.¤=§<x',
    'seen.¤=x<<§',
    'seen.¤=§>>>x',
    'seen.¤=x&§',
    'seen.¤=x^§|y',
    'seen.¤=~§',
    'seen.¤=-(§)',
    'seen.¤=+(§)',
    'seen.¤=- -(§)',
    'seen.¤=x-(§)',
    'var c¤=x;c¤**=§;seen.¤=c¤',
    'var c¤=x;c¤-=§;seen.¤=c¤',
    'seen.¤=Math.max(§,x)',
    'seen.¤=!~§',
    'for(let i¤=x;i¤<§;i¤+=Infinity)seen.¤=i¤',
  ]),
  ...places('signed', [
    'seen.¤=-·§',
    'seen.¤=-/* a */§',
    'seen.¤=x-/* a */-/* b */§',
    'seen.¤=+·§',
    'seen.¤=- +·§',
    'seen.¤=x- -·§',
    'seen.¤=x<!§',
    'seen.¤=typeof·-·§',
    'seen.¤=-·§*x',
  ]),
  ...places('unsigned', [
    'seen.¤=§·.toString()',
    'seen.¤=§·.valueOf().toString()',
    'seen.¤=§·["toString"]()',
    'seen.¤=§·?.toString()',
    'seen.¤=§·.constructor.name',
    'seen.¤=§·\n.toString()',
    'seen.¤=-§·.valueOf()',
    'seen.¤=x-§·.valueOf()**x',
    'seen.¤=§**x',
    'seen.¤=y*§**x',
    'seen.¤=x?§·.toString():y',
  ]),
];

const strings = places('string', [
  'seen.¤=§.length',
  'seen.¤=§[x]',
  'seen.¤=§?.[x]',
  'seen.¤=[...§]',
  'for(const c¤ of·§)seen.¤=(seen.¤||y)+c¤',
  'seen.¤=tag`a${§}`',
  'seen.¤=§.at(-1)',
  'seen.¤=x+§.length',
  'seen.¤=(function*(){yield*·§})().next().value',
]);

const typescript = [
  ...places(
    'any',
    [
      'const c¤:5|-5|"a"|any=§;seen.¤=c¤',
      'seen.¤=§ as unknown',
      'seen.¤=§ as any as{"a":5}',
      'seen.¤=§ satisfies unknown',
      'seen.¤=id<5>(§)',
      'seen.¤=id<{"a-b":5}>(§)',
      'seen.¤=(§)!',
      'function g¤(a:5|any=§):any{return a}seen.¤=g¤()',
      'type T¤=5|-6|`a${7}`|"b"|true|null;seen.¤=§',
      'interface I¤{"a-b":5;6:7;readonly["c"]:8}seen.¤=§',
      'type C¤<X>=X extends 5?6:7;seen.¤=§',
      'let u¤:[5,-6,"x"]|any=§;seen.¤=u¤',
      'class G¤{private readonly a:any=§;b(){return this.a}}seen.¤=new G¤().b()',
      'class G¤{constructor(public a:any=§){}}seen.¤=new G¤().a',
      'abstract class G¤{abstract"x":5;static y:any=§}seen.¤=G¤.y',
      'function h¤(a:any):asserts a is 5{}seen.¤=§',
      'type M¤={readonly[K in"a"|"b"]?:5};type N¤=M¤["a"];seen.¤=§',
      'seen.¤=(<T,>(a:T)=>a)(§)',
    ],
    ['ts', 'tsx'],
  ),
  ...places('any', ['seen.¤=<any>§', 'seen.¤=<unknown>(§)'], ['ts']),
  ...places('number', ['enum E¤{A=§}seen.¤=E¤.A', 'enum E¤{A=x<<1,B=§,C=3}seen.¤=E¤.B', 'seen.¤=§!'], ['ts', 'tsx']),
];

const markup = places(
  'any',
  [
    'seen.¤=(<a b={§}/>).p.b',
    'seen.¤=(<a b={§} c="it\'s 5"/>).p.b',
    'seen.¤=(<a b="5 &quot;">it\'s {§} or 5</a>).c',
    'seen.¤=(<a {...{b:§}}/>).p.b',
    'seen.¤=(<><b>{§}</b>no // 5</>).c',
    'seen.¤=(<A.B d={x?§:y}></A.B>).p',
  ],
  ['jsx', 'tsx'],
);

const modules = places(
  'any',
  [
    'export const c¤=§',
    'export let c¤=§,d¤=c¤',
    'export function f¤(){return·§}',
    'export class C¤{a=§}',
    'const c¤=§;export{c¤ as"a ¤"}',
    'const c¤=await·§',
    'export const f¤=async()=>{for(const m of[§])await import("./5.js")}',
  ],
  ['module'],
);

export const allPlaces: readonly Place[] = [
  ...statements,
  ...expressions,
  ...containers,
  ...numbers,
  ...strings,
  ...typescript,
  ...markup,
  ...modules,
];

/** At most once in a program. */
export const defaultExport: Place = { template: 'export default·§', kind: 'any', dialects: ['module'] };

/** At most one in a program: what it computes is the objective too. */
export const objectivePlaces: readonly Place[] = places('number', [
  'let o¤=id(§)/* @tune minimize */;seen.¤=o¤',
  'let o¤=x*§-y/* @tune maximize */;seen.¤=o¤',
  'let o¤=y-(§)*x /* @tune minimize */;seen.¤=o¤',
  'var o¤=x;o¤-=§*y/* @tune maximize */;seen.¤=o¤',
  'let o¤=[§].at(x-x)/* @tune minimize */;seen.¤=o¤',
]);
