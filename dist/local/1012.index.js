export const id=1012;export const ids=[1012];export const modules={61012:(o,s,t)=>{t.d(s,{fromEnv:()=>r.sF});var r=t(43615)}}
