"use strict";exports.id=10;exports.ids=[10];exports.modules={4010:(function(n,t,i){i.d(t,{k:()=>o});let o=class ProxyAgent{constructor(){throw new Error("undici is not bundled with this action")}}})}
