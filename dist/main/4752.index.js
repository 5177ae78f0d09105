"use strict";exports.id=4752;exports.ids=[4752,9864];exports.modules={24752:(function(e,r,a){a.r(r);a.d(r,{PROPERTIES_READ:()=>l,gradleConfiguration:()=>gradleConfiguration,gradleHome:()=>gradleHome,gradleProperties:()=>gradleProperties,gradleValues:()=>gradleValues,groovy:()=>groovy,ownName:()=>ownName,scriptName:()=>scriptName});var t=a(47994);var s=a(24218);var o=a(95921);var i=a(93013);var n=a(79864);function gradleConfiguration(e){const{machine:r,endpoint:a,token:t}=e;const i=gradleHome(r);const scriptOf=e=>(0,o.uJ)(r,i.folder,"init.d",scriptName(e));const taken=e=>{const t=r.read(scriptOf(e));return void 0!==t&&!t.includes(groovy(a))};const plain=e=>e.replace(/[^A-Za-z0-9]/g,"");const l=plain(e.options["maven-server-id"]||"codeartifact")||"codeartifact";const d=taken(l)?plain(`${l}${e.domain}${e.repository}`):l;const c=(0,o.lM)(e,["build.gradle","build.gradle.kts","settings.gradle","settings.gradle.kts","gradle.properties"]);const p=(0,s.b)(r,"Gradle",[d,ownName(d)].flatMap(e=>[{name:`ORG_GRADLE_PROJECT_${e}Username`,wanted:"aws"},{name:`ORG_GRADLE_PROJECT_${e}Password`,wanted:t}]));const g=gradleProperties(r,i.folder);return{files:[{path:scriptOf(d),holdsSecret:false,syntax:"tree",edit:()=>initScript(d,a)},{path:g,holdsSecret:true,syntax:"lines",language:"properties",edit:e=>setPropertiesBehind(markOf(r,g),e??"",{[`${d}Username`]:"aws",[`${d}Password`]:t.reveal(),[`${ownName(d)}Username`]:"aws",[`${ownName(d)}Password`]:t.reveal()})}],variables:{...(0,n.homeVariables)(r,i.java,{name:"GRADLE_USER_HOME",value:i.folder}).variables,...c.variables,...p.variables},notes:[`to publish with Gradle, declare a repository with the url ${a}; its credentials are supplied, or write \`name = "${d}"\` and \`credentials(PasswordCredentials)\``,...p.notes,...c.notes]}}function gradleHome(e){const r=["DEFAULT_JVM_OPTS","JAVA_OPTS","GRADLE_OPTS"].map(r=>(0,o.bv)(e,r));const a=(0,n.ky)(e,r);const t=(0,n.dw)((0,n.NC)(e,r),"gradle.user.home")??(0,o.bv)(e,"GRADLE_USER_HOME");if(t)return{folder:(0,o.ys)(e,t),java:{...a,isStray:false}};return{folder:(0,n.Lr)(e,a,".gradle"),java:a}}const gradleProperties=(e,r)=>(0,o.uJ)(e,r,"gradle.properties");const markOf=(e,r)=>{const a=e.encodingOf(r);return a?.charset==="utf8"&&a.mark?"\uFEFF":""};function gradleValues(e,r){const a=gradleProperties(e,r);const s=e.encodingOf(a);if(s&&void 0!==(0,t.m$)(l,s))return new Map;return(0,i.aj)(markOf(e,a)+(e.read(a)??""))}const l={mark:true,utf16:false,otherBytes:true};const setPropertiesBehind=(e,r,a)=>(0,i.yj)(e+r,a).slice(e.length);const scriptName=e=>`codeartifact-ci.${e}.gradle`;const ownName=e=>`${e}Ci`;const groovy=e=>`'${e.replace(/[\\']/g,"\\$&")}'`;function initScript(e,r){return`// Written by codeartifact-ci and removed at logout. Holds no secret: the token is in gradle.properties.
def caName = ${groovy(ownName(e))}
def caUrl = ${groovy(r)}
def caVersion = org.gradle.util.GradleVersion.current().baseVersion
def caSince = { String version -> caVersion >= org.gradle.util.GradleVersion.version(version) }
def caSame = { Object url -> url != null && url.toString().replaceAll('/+$', '') == caUrl.replaceAll('/+$', '') }
def caPassword = {
  def properties = new Properties()
  def file = new File(gradle.gradleUserHomeDir, 'gradle.properties')
  if (file.isFile()) file.withInputStream { properties.load(it) }
  properties.getProperty(caName + 'Password')
}
def caCredentials = { repository ->
  if (repository.name == caName && caSince('6.6')) {
    repository.credentials(gradle.class.classLoader.loadClass('org.gradle.api.credentials.PasswordCredentials'))
    return
  }
  def password = caPassword()
  if (password != null) repository.credentials { credentials ->
    credentials.username = 'aws'
    credentials.password = password
  }
}
def caSupply = { repositories ->
  repositories.withType(MavenArtifactRepository).all { repository ->
    if (repository.name != caName && caSame(repository.url)) {
      // Credentials of another kind that the build has given are its own business.
      try { caCredentials(repository) } catch (IllegalStateException ignored) { }
    }
  }
}
def caAdd = { repositories ->
  def added = repositories.maven { repository ->
    repository.name = caName
    repository.url = caUrl
    if (caUrl.startsWith('http:') && repository.metaClass.respondsTo(repository, 'setAllowInsecureProtocol', boolean)) {
      repository.allowInsecureProtocol = true
    }
    caCredentials(repository)
  }
  repositories.remove(added)
  repositories.addFirst(added)
}
def caKnown = { repositories -> repositories.withType(MavenArtifactRepository).any { it.name == caName || caSame(it.url) } }
if (caSince('6.8')) {
  gradle.beforeSettings { settings ->
    caAdd(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.pluginManagement.repositories)
    caSupply(settings.buildscript.repositories)
  }
}
gradle.allprojects { project ->
  caSupply(project.repositories)
  caSupply(project.buildscript.repositories)
  project.plugins.withId('maven-publish') { project.publishing { caSupply(repositories) } }
  project.afterEvaluate {
    def hasOwn = !project.repositories.isEmpty()
    if ((hasOwn || !caSince('6.8')) && !caKnown(project.repositories)) caAdd(project.repositories)
  }
}
`}}),79864:(function(e,t,o){o.d(t,{HL:()=>a,LF:()=>i,Lr:()=>inJavaHome,NC:()=>javaOptions,NG:()=>n,RI:()=>optionWords,S2:()=>launchedText,cg:()=>untrustedJavaHome,dw:()=>systemProperty,fB:()=>strayHomeRemark,homeVariables:()=>homeVariables,ky:()=>javaHome,userHomeVariable:()=>userHomeVariable,zi:()=>sparesHost});var s=o(88162);var r=o(95921);const optionWords=e=>(e??"").split(/\s+/).filter(e=>""!==e);function systemProperty(e,t){const o=`-D${t}=`;return e.flatMap(optionWords).filter(e=>e.startsWith(o)).at(-1)?.slice(o.length)}const n=/javax\.net\.ssl\.trustStore(?!Type|Password|Provider)|\.securityMode\b|\.http\.ssl\./i;const a=new RegExp(`${n.source}|(?:^|\\s)(?:@|-javaagent:|-agent(?:lib|path):)`,"i");const i="localhost|127.*|[::1]|0.0.0.0|[::0]";function sparesHost(e,t){return e.split(/[|,]/).map(e=>e.trim().toLowerCase()).some(e=>{const[o="",...s]=e.split("*");if(0===s.length)return e===t;const r=s.at(-1)??"";return""!==e&&t.length>=o.length+r.length&&t.startsWith(o)&&t.endsWith(r)})}function javaOptions(e,t){const of=t=>(0,r.bv)(e,t);return[of("JAVA_TOOL_OPTIONS"),of("JDK_JAVA_OPTIONS"),...t,of("_JAVA_OPTIONS")]}function userHome(e,t){const o=systemProperty(t,"user.home");return o?(0,r.ys)(e,o):e.accountHome}const isSameFolder=(e,t)=>e?.replace(/(?<![/\\])[/\\]+$/,"")===t.replace(/(?<![/\\])[/\\]+$/,"");function javaHome(e,t){const o=javaOptions(e,t);const s=userHome(e,o);const r=void 0!==systemProperty(o,"user.home");return{folder:s,isChosen:r,isStray:!r&&!isSameFolder(s,e.home)}}const launchedText=(e,t)=>e.read(t)?.replace("win32"===e.platform?/["']/g:/["'\\]/g,"");function untrustedJavaHome(e,{client:t,path:o,own:n,files:a}){const isAt=t=>{const s=systemProperty([t],"user.home");return void 0!==s&&(0,r.z$)(e,o,(0,r.ys)(e,s))};const i=a.find(t=>isAt(launchedText(e,t)?.replace(/^[ \t]*-J/gm,"")));if(void 0===i||n.some(isAt))return;return(0,s.AL)(e,{client:t,path:o,chooser:i,by:`\`-Duser.home\` in ${i}`,fix:`Take \`-Duser.home\` out of ${i}.`})}function inJavaHome(e,t,...o){return t.isChosen&&void 0!==t.folder?(0,r.uJ)(e,t.folder,...o):(0,r.Lf)(e,...o)}const userHomeVariable=(e,t)=>({name:t,value:[(0,r.bv)(e,t),`-Duser.home=${e.home}`].filter(Boolean).join(" ")});function homeVariables(e,t,{name:o,value:s}){return{variables:t.isStray&&e.exportsVariables?{[o]:s}:{}}}function strayHomeRemark(e,t,{folder:o},{name:s,value:r}){const n=void 0===o?`${t} finds no folder of the user, who has no entry in the password database`:`${t} reads the files in ${o}, which the password database names`;return{name:"user-home",found:`${n}; HOME is ${e.home}`,fix:`export ${s}='${r.replaceAll("'","'\\''")}'`}}}),93013:(function(e,n,t){t.d(n,{GI:()=>removeProperties,Lb:()=>copyProperties,aj:()=>propertiesValues,x1:()=>propertiesLines,yj:()=>setProperties});var s=t(99388);var i=t(69069);const isBlank=e=>" "===e||"	"===e||"\f"===e;const isLineEnd=e=>"\n"===e||"\r"===e;const behindLineEnd=(e,n)=>n+("\r"===e[n]&&"\n"===e[n+1]?2:1);function parse(e){const n=[];let t=0;let s=false;while(t<e.length){while(isBlank(e[t])||isLineEnd(e[t]))t+=1;if("#"===e[t]||"!"===e[t]){while(t<e.length&&!isLineEnd(e[t]))t+=1;continue}if(t>=e.length)break;const i=logicalLine(e,t);let r=t;while(isBlank(e[r-1]))r-=1;t=i.next;s=i.isOpen;if(""!==i.letters)n.push(entryOf(i,r))}return{entries:n,isOpen:s}}function logicalLine(e,n){const t=[];const s=[];let i=n;for(;;){const n=e[i];if(void 0===n||isLineEnd(n)){const r=void 0===n?i:behindLineEnd(e,i);return{letters:t.join(""),places:s,end:i,next:r,isOpen:false}}if("\\"!==n){t.push(n);s.push(i);i+=1;continue}const r=e[i+1];if(void 0!==r&&!isLineEnd(r)){t.push(n,r);s.push(i,i+1);i+=2;continue}const o=void 0===r?i+1:behindLineEnd(e,i+1);if(o>=e.length)return{letters:t.join(""),places:s,end:i,next:o,isOpen:true};let c=o;while(isBlank(e[c]))c+=1;if(c>=e.length)return{letters:t.join(""),places:s,end:i,next:c,isOpen:true};if(0===t.length&&("#"===e[c]||"!"===e[c]))return{letters:"",places:s,end:i,next:c,isOpen:false};i=c}}function entryOf({letters:e,places:n,end:t,next:s},i){let r=0;while(r<e.length&&!isBlank(e[r])&&"="!==e[r]&&":"!==e[r])r+="\\"===e[r]?2:1;let o=r;let c=false;while(o<e.length){const n=e[o];if(c||"="!==n&&":"!==n){if(!isBlank(n))break}else c=true;o+=1}const l=n[o-1];return{key:unescaped(e.slice(0,r)),value:unescaped(e.slice(o)),start:n[o]??(void 0===l?t:l+1),end:t,from:i,next:s,isBare:o===r}}const r={t:"	",r:"\r",n:"\n",f:"\f"};const unescaped=e=>e.replace(/\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g,(e,n,t)=>void 0===n?r[t]??t:String.fromCharCode(Number.parseInt(n,16)));const escaped=(e,n)=>(0,i.TN)(e).replace(n,"\\$&").replace(/[^ -~]/g,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,"0")}`);const escapedValue=e=>escaped(e,/\\|^ /g);function propertiesValues(e){return new Map(parse(e).entries.map(({key:e,value:n})=>[e,n]))}function removeProperties(e,n){let t="";let s=0;for(const{key:i,from:r,next:o}of parse(e).entries)if(n.has(i)){t+=e.slice(s,r);s=o}return t+e.slice(s)}const propertiesLines=e=>parse(e).entries.map(({key:n,start:t,end:s})=>({path:[n],text:e.slice(t,s)}));const setProperties=(e,n)=>put(e,new Map(Object.entries(n).map(([e,n])=>[e,{value:n,written:escapedValue(n)}])));function copyProperties(e,n,t){const s=new Map;for(const{key:e,value:i,start:r,end:o}of parse(n).entries)if(t.has(e))s.set(e,{value:i,written:n.slice(r,o)});return put(e,s)}function put(e,n){const{entries:t,isOpen:i}=parse(e);const r=[];let o=0;for(const{key:s,value:i,start:c,end:l,isBare:a}of t){const t=n.get(s);if(void 0!==t&&t.value!==i){r.push(e.slice(o,c),a?"=":"",t.written);o=l}}const c=new Set(t.map(({key:e})=>e));const l=[...n].filter(([e])=>!c.has(e)).map(([e,{written:n}])=>`${escaped(e,/[\\ =:#!]/g)}=${n}`);const a=r.join("")+e.slice(o);if(0===l.length)return a;const p=(0,s.vN)(e);const u=""===a||a.endsWith("\n")||a.endsWith("\r")&&!i?"":p;return a+u+(i?p:"")+l.map(e=>e+p).join("")}})}
