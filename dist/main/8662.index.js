exports.id = 8662;
exports.ids = [8662];
exports.modules = {

/***/ 6427:
/***/ (function(__unused_webpack_module, exports) {

/*!
 * hash-wasm (https://www.npmjs.com/package/hash-wasm)
 * (c) Dani Biro
 * @license MIT
 */

!function(I,A){ true?A(exports):0}(this,function(I){"use strict";var A,i={name:"blake2b",data:"AGFzbQEAAAABEQRgAAF/YAJ/fwBgAX8AYAAAAwoJAAECAwECAgABBQQBAQICBg8CfwFBgIAEC38AQYCABAsHggEJBm1lbW9yeQIAD19fc3RhY2tfcG9pbnRlcgMADkhhc2hfR2V0QnVmZmVyAAAKSGFzaF9GaW5hbAADCUhhc2hfSW5pdAAFC0hhc2hfVXBkYXRlAAYNSGFzaF9HZXRTdGF0ZQAHDkhhc2hfQ2FsY3VsYXRlAAgKU1RBVEVfU0laRQMBCsU4CQYAQYCBBAvcAgIFfwF+AkAgAUEBSA0AAkAgAUGAAUEAKALgggUiAmsiA0wNAEEAQQA2AuCCBQJAIAJB/wBKDQAgAkHggQVqIQQgACEFQQAhBgNAIAQgBS0AADoAACAFQQFqIQUgBEEBaiEEIAMgBkEBaiIGQf8BcUoNAAsLQQBBACkDwIEFIgdCgAF8NwPAgQVBAEEAKQPIgQUgB0L/flatfDcDyIEFQeCBBRACIAAgA2ohAAJAIAEgA2siBEGBAU4NACAEIQEMAQsgAiABaiEEA0BBAEEAKQPAgQUiB0KAAXw3A8CBBUEAQQApA8iBBSAHQv9+Vq18NwPIgQUgABACIABBgAFqIQAgBEGAf2oiBEGAAksNAAsgBEGAf2ohAQtBACEEA0AgBEEAKALgggVqQeCBBWogACAEai0AADoAACABIARBAWoiBEH/AXFLDQALQQBBACgC4IIFIAFqNgLgggULC78uASR+QQBBACkD0IEFQQApA7CBBSIBQQApA5CBBXwgACkDICICfCIDhULr+obav7X2wR+FQiCJIgRCq/DT9K/uvLc8fCIFIAGFQiiJIgYgA3wgACkDKCIBfCIHIASFQjCJIgggBXwiCSAGhUIBiSIKQQApA8iBBUEAKQOogQUiBEEAKQOIgQV8IAApAxAiA3wiBYVCn9j52cKR2oKbf4VCIIkiC0K7zqqm2NDrs7t/fCIMIASFQiiJIg0gBXwgACkDGCIEfCIOfCAAKQNQIgV8Ig9BACkDwIEFQQApA6CBBSIQQQApA4CBBSIRfCAAKQMAIgZ8IhKFQtGFmu/6z5SH0QCFQiCJIhNCiJLznf/M+YTqAHwiFCAQhUIoiSIVIBJ8IAApAwgiEHwiFiAThUIwiSIXhUIgiSIYQQApA9iBBUEAKQO4gQUiE0EAKQOYgQV8IAApAzAiEnwiGYVC+cL4m5Gjs/DbAIVCIIkiGkLx7fT4paf9p6V/fCIbIBOFQiiJIhwgGXwgACkDOCITfCIZIBqFQjCJIhogG3wiG3wiHSAKhUIoiSIeIA98IAApA1giCnwiDyAYhUIwiSIYIB18Ih0gDiALhUIwiSIOIAx8Ih8gDYVCAYkiDCAWfCAAKQNAIgt8Ig0gGoVCIIkiFiAJfCIaIAyFQiiJIiAgDXwgACkDSCIJfCIhIBaFQjCJIhYgGyAchUIBiSIMIAd8IAApA2AiB3wiDSAOhUIgiSIOIBcgFHwiFHwiFyAMhUIoiSIbIA18IAApA2giDHwiHCAOhUIwiSIOIBd8IhcgG4VCAYkiGyAZIBQgFYVCAYkiFHwgACkDcCINfCIVIAiFQiCJIhkgH3wiHyAUhUIoiSIUIBV8IAApA3giCHwiFXwgDHwiIoVCIIkiI3wiJCAbhUIoiSIbICJ8IBJ8IiIgFyAYIBUgGYVCMIkiFSAffCIZIBSFQgGJIhQgIXwgDXwiH4VCIIkiGHwiFyAUhUIoiSIUIB98IAV8Ih8gGIVCMIkiGCAXfCIXIBSFQgGJIhR8IAF8IiEgFiAafCIWIBUgHSAehUIBiSIaIBx8IAl8IhyFQiCJIhV8Ih0gGoVCKIkiGiAcfCAIfCIcIBWFQjCJIhWFQiCJIh4gGSAOIBYgIIVCAYkiFiAPfCACfCIPhUIgiSIOfCIZIBaFQiiJIhYgD3wgC3wiDyAOhUIwiSIOIBl8Ihl8IiAgFIVCKIkiFCAhfCAEfCIhIB6FQjCJIh4gIHwiICAiICOFQjCJIiIgJHwiIyAbhUIBiSIbIBx8IAp8IhwgDoVCIIkiDiAXfCIXIBuFQiiJIhsgHHwgE3wiHCAOhUIwiSIOIBkgFoVCAYkiFiAffCAQfCIZICKFQiCJIh8gFSAdfCIVfCIdIBaFQiiJIhYgGXwgB3wiGSAfhUIwiSIfIB18Ih0gFoVCAYkiFiAVIBqFQgGJIhUgD3wgBnwiDyAYhUIgiSIYICN8IhogFYVCKIkiFSAPfCADfCIPfCAHfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgBnwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAOIBd8Ig4gDyAYhUIwiSIPICAgFIVCAYkiFCAZfCAKfCIXhUIgiSIYfCIZIBSFQiiJIhQgF3wgC3wiF3wgBXwiICAPIBp8Ig8gHyAOIBuFQgGJIg4gIXwgCHwiGoVCIIkiG3wiHyAOhUIoiSIOIBp8IAx8IhogG4VCMIkiG4VCIIkiISAdIB4gDyAVhUIBiSIPIBx8IAF8IhWFQiCJIhx8Ih0gD4VCKIkiDyAVfCADfCIVIByFQjCJIhwgHXwiHXwiHiAWhUIoiSIWICB8IA18IiAgIYVCMIkiISAefCIeIBogFyAYhUIwiSIXIBl8IhggFIVCAYkiFHwgCXwiGSAchUIgiSIaICR8IhwgFIVCKIkiFCAZfCACfCIZIBqFQjCJIhogHSAPhUIBiSIPICJ8IAR8Ih0gF4VCIIkiFyAbIB98Iht8Ih8gD4VCKIkiDyAdfCASfCIdIBeFQjCJIhcgH3wiHyAPhUIBiSIPIBsgDoVCAYkiDiAVfCATfCIVICOFQiCJIhsgGHwiGCAOhUIoiSIOIBV8IBB8IhV8IAx8IiKFQiCJIiN8IiQgD4VCKIkiDyAifCAHfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBogHHwiGiAVIBuFQjCJIhUgHiAWhUIBiSIWIB18IAR8IhuFQiCJIhx8Ih0gFoVCKIkiFiAbfCAQfCIbfCABfCIeIBUgGHwiFSAXIBogFIVCAYkiFCAgfCATfCIYhUIgiSIXfCIaIBSFQiiJIhQgGHwgCXwiGCAXhUIwiSIXhUIgiSIgIB8gISAVIA6FQgGJIg4gGXwgCnwiFYVCIIkiGXwiHyAOhUIoiSIOIBV8IA18IhUgGYVCMIkiGSAffCIffCIhIA+FQiiJIg8gHnwgBXwiHiAghUIwiSIgICF8IiEgGyAchUIwiSIbIB18IhwgFoVCAYkiFiAYfCADfCIYIBmFQiCJIhkgJHwiHSAWhUIoiSIWIBh8IBJ8IhggGYVCMIkiGSAfIA6FQgGJIg4gInwgAnwiHyAbhUIgiSIbIBcgGnwiF3wiGiAOhUIoiSIOIB98IAZ8Ih8gG4VCMIkiGyAafCIaIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAh8IhUgI4VCIIkiFyAcfCIcIBSFQiiJIhQgFXwgC3wiFXwgBXwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IAh8IiIgGiAgIBUgF4VCMIkiFSAcfCIXIBSFQgGJIhQgGHwgCXwiGIVCIIkiHHwiGiAUhUIoiSIUIBh8IAZ8IhggHIVCMIkiHCAafCIaIBSFQgGJIhR8IAR8IiAgGSAdfCIZIBUgISAPhUIBiSIPIB98IAN8Ih2FQiCJIhV8Ih8gD4VCKIkiDyAdfCACfCIdIBWFQjCJIhWFQiCJIiEgFyAbIBkgFoVCAYkiFiAefCABfCIZhUIgiSIbfCIXIBaFQiiJIhYgGXwgE3wiGSAbhUIwiSIbIBd8Ihd8Ih4gFIVCKIkiFCAgfCAMfCIgICGFQjCJIiEgHnwiHiAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIB18IBJ8Ih0gG4VCIIkiGyAafCIaIA6FQiiJIg4gHXwgC3wiHSAbhUIwiSIbIBcgFoVCAYkiFiAYfCANfCIXICKFQiCJIhggFSAffCIVfCIfIBaFQiiJIhYgF3wgEHwiFyAYhUIwiSIYIB98Ih8gFoVCAYkiFiAVIA+FQgGJIg8gGXwgCnwiFSAchUIgiSIZICN8IhwgD4VCKIkiDyAVfCAHfCIVfCASfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgBXwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAbIBp8IhogFSAZhUIwiSIVIB4gFIVCAYkiFCAXfCADfCIXhUIgiSIZfCIbIBSFQiiJIhQgF3wgB3wiF3wgAnwiHiAVIBx8IhUgGCAaIA6FQgGJIg4gIHwgC3wiGoVCIIkiGHwiHCAOhUIoiSIOIBp8IAR8IhogGIVCMIkiGIVCIIkiICAfICEgFSAPhUIBiSIPIB18IAZ8IhWFQiCJIh18Ih8gD4VCKIkiDyAVfCAKfCIVIB2FQjCJIh0gH3wiH3wiISAWhUIoiSIWIB58IAx8Ih4gIIVCMIkiICAhfCIhIBogFyAZhUIwiSIXIBt8IhkgFIVCAYkiFHwgEHwiGiAdhUIgiSIbICR8Ih0gFIVCKIkiFCAafCAJfCIaIBuFQjCJIhsgHyAPhUIBiSIPICJ8IBN8Ih8gF4VCIIkiFyAYIBx8Ihh8IhwgD4VCKIkiDyAffCABfCIfIBeFQjCJIhcgHHwiHCAPhUIBiSIPIBggDoVCAYkiDiAVfCAIfCIVICOFQiCJIhggGXwiGSAOhUIoiSIOIBV8IA18IhV8IA18IiKFQiCJIiN8IiQgD4VCKIkiDyAifCAMfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBsgHXwiGyAVIBiFQjCJIhUgISAWhUIBiSIWIB98IBB8IhiFQiCJIh18Ih8gFoVCKIkiFiAYfCAIfCIYfCASfCIhIBUgGXwiFSAXIBsgFIVCAYkiFCAefCAHfCIZhUIgiSIXfCIbIBSFQiiJIhQgGXwgAXwiGSAXhUIwiSIXhUIgiSIeIBwgICAVIA6FQgGJIg4gGnwgAnwiFYVCIIkiGnwiHCAOhUIoiSIOIBV8IAV8IhUgGoVCMIkiGiAcfCIcfCIgIA+FQiiJIg8gIXwgBHwiISAehUIwiSIeICB8IiAgGCAdhUIwiSIYIB98Ih0gFoVCAYkiFiAZfCAGfCIZIBqFQiCJIhogJHwiHyAWhUIoiSIWIBl8IBN8IhkgGoVCMIkiGiAcIA6FQgGJIg4gInwgCXwiHCAYhUIgiSIYIBcgG3wiF3wiGyAOhUIoiSIOIBx8IAN8IhwgGIVCMIkiGCAbfCIbIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAt8IhUgI4VCIIkiFyAdfCIdIBSFQiiJIhQgFXwgCnwiFXwgBHwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IAl8IiIgGyAeIBUgF4VCMIkiFSAdfCIXIBSFQgGJIhQgGXwgDHwiGYVCIIkiHXwiGyAUhUIoiSIUIBl8IAp8IhkgHYVCMIkiHSAbfCIbIBSFQgGJIhR8IAN8Ih4gGiAffCIaIBUgICAPhUIBiSIPIBx8IAd8IhyFQiCJIhV8Ih8gD4VCKIkiDyAcfCAQfCIcIBWFQjCJIhWFQiCJIiAgFyAYIBogFoVCAYkiFiAhfCATfCIahUIgiSIYfCIXIBaFQiiJIhYgGnwgDXwiGiAYhUIwiSIYIBd8Ihd8IiEgFIVCKIkiFCAefCAFfCIeICCFQjCJIiAgIXwiISAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIBx8IAt8IhwgGIVCIIkiGCAbfCIbIA6FQiiJIg4gHHwgEnwiHCAYhUIwiSIYIBcgFoVCAYkiFiAZfCABfCIXICKFQiCJIhkgFSAffCIVfCIfIBaFQiiJIhYgF3wgBnwiFyAZhUIwiSIZIB98Ih8gFoVCAYkiFiAVIA+FQgGJIg8gGnwgCHwiFSAdhUIgiSIaICN8Ih0gD4VCKIkiDyAVfCACfCIVfCANfCIihUIgiSIjfCIkIBaFQiiJIhYgInwgCXwiIiAjhUIwiSIjICR8IiQgFoVCAYkiFiAYIBt8IhggFSAahUIwiSIVICEgFIVCAYkiFCAXfCASfCIXhUIgiSIafCIbIBSFQiiJIhQgF3wgCHwiF3wgB3wiISAVIB18IhUgGSAYIA6FQgGJIg4gHnwgBnwiGIVCIIkiGXwiHSAOhUIoiSIOIBh8IAt8IhggGYVCMIkiGYVCIIkiHiAfICAgFSAPhUIBiSIPIBx8IAp8IhWFQiCJIhx8Ih8gD4VCKIkiDyAVfCAEfCIVIByFQjCJIhwgH3wiH3wiICAWhUIoiSIWICF8IAN8IiEgHoVCMIkiHiAgfCIgIBggFyAahUIwiSIXIBt8IhogFIVCAYkiFHwgBXwiGCAchUIgiSIbICR8IhwgFIVCKIkiFCAYfCABfCIYIBuFQjCJIhsgHyAPhUIBiSIPICJ8IAx8Ih8gF4VCIIkiFyAZIB18Ihl8Ih0gD4VCKIkiDyAffCATfCIfIBeFQjCJIhcgHXwiHSAPhUIBiSIPIBkgDoVCAYkiDiAVfCAQfCIVICOFQiCJIhkgGnwiGiAOhUIoiSIOIBV8IAJ8IhV8IBN8IiKFQiCJIiN8IiQgD4VCKIkiDyAifCASfCIiICOFQjCJIiMgJHwiJCAPhUIBiSIPIBsgHHwiGyAVIBmFQjCJIhUgICAWhUIBiSIWIB98IAt8IhmFQiCJIhx8Ih8gFoVCKIkiFiAZfCACfCIZfCAJfCIgIBUgGnwiFSAXIBsgFIVCAYkiFCAhfCAFfCIahUIgiSIXfCIbIBSFQiiJIhQgGnwgA3wiGiAXhUIwiSIXhUIgiSIhIB0gHiAVIA6FQgGJIg4gGHwgEHwiFYVCIIkiGHwiHSAOhUIoiSIOIBV8IAF8IhUgGIVCMIkiGCAdfCIdfCIeIA+FQiiJIg8gIHwgDXwiICAhhUIwiSIhIB58Ih4gGSAchUIwiSIZIB98IhwgFoVCAYkiFiAafCAIfCIaIBiFQiCJIhggJHwiHyAWhUIoiSIWIBp8IAp8IhogGIVCMIkiGCAdIA6FQgGJIg4gInwgBHwiHSAZhUIgiSIZIBcgG3wiF3wiGyAOhUIoiSIOIB18IAd8Ih0gGYVCMIkiGSAbfCIbIA6FQgGJIg4gFSAXIBSFQgGJIhR8IAx8IhUgI4VCIIkiFyAcfCIcIBSFQiiJIhQgFXwgBnwiFXwgEnwiIoVCIIkiI3wiJCAOhUIoiSIOICJ8IBN8IiIgGyAhIBUgF4VCMIkiFSAcfCIXIBSFQgGJIhQgGnwgBnwiGoVCIIkiHHwiGyAUhUIoiSIUIBp8IBB8IhogHIVCMIkiHCAbfCIbIBSFQgGJIhR8IA18IiEgGCAffCIYIBUgHiAPhUIBiSIPIB18IAJ8Ih2FQiCJIhV8Ih4gD4VCKIkiDyAdfCABfCIdIBWFQjCJIhWFQiCJIh8gFyAZIBggFoVCAYkiFiAgfCADfCIYhUIgiSIZfCIXIBaFQiiJIhYgGHwgBHwiGCAZhUIwiSIZIBd8Ihd8IiAgFIVCKIkiFCAhfCAIfCIhIB+FQjCJIh8gIHwiICAiICOFQjCJIiIgJHwiIyAOhUIBiSIOIB18IAd8Ih0gGYVCIIkiGSAbfCIbIA6FQiiJIg4gHXwgDHwiHSAZhUIwiSIZIBcgFoVCAYkiFiAafCALfCIXICKFQiCJIhogFSAefCIVfCIeIBaFQiiJIhYgF3wgCXwiFyAahUIwiSIaIB58Ih4gFoVCAYkiFiAVIA+FQgGJIg8gGHwgBXwiFSAchUIgiSIYICN8IhwgD4VCKIkiDyAVfCAKfCIVfCACfCIChUIgiSIifCIjIBaFQiiJIhYgAnwgC3wiAiAihUIwiSILICN8IiIgFoVCAYkiFiAZIBt8IhkgFSAYhUIwiSIVICAgFIVCAYkiFCAXfCANfCINhUIgiSIXfCIYIBSFQiiJIhQgDXwgBXwiBXwgEHwiECAVIBx8Ig0gGiAZIA6FQgGJIg4gIXwgDHwiDIVCIIkiFXwiGSAOhUIoiSIOIAx8IBJ8IhIgFYVCMIkiDIVCIIkiFSAeIB8gDSAPhUIBiSINIB18IAl8IgmFQiCJIg98IhogDYVCKIkiDSAJfCAIfCIJIA+FQjCJIgggGnwiD3wiGiAWhUIoiSIWIBB8IAd8IhAgEYUgDCAZfCIHIA6FQgGJIgwgCXwgCnwiCiALhUIgiSILIAUgF4VCMIkiBSAYfCIJfCIOIAyFQiiJIgwgCnwgE3wiEyALhUIwiSIKIA58IguFNwOAgQVBACADIAYgDyANhUIBiSINIAJ8fCICIAWFQiCJIgUgB3wiBiANhUIoiSIHIAJ8fCICQQApA4iBBYUgBCABIBIgCSAUhUIBiSIDfHwiASAIhUIgiSISICJ8IgkgA4VCKIkiAyABfHwiASAShUIwiSIEIAl8IhKFNwOIgQVBACATQQApA5CBBYUgECAVhUIwiSIQIBp8IhOFNwOQgQVBACABQQApA5iBBYUgAiAFhUIwiSICIAZ8IgGFNwOYgQVBACASIAOFQgGJQQApA6CBBYUgAoU3A6CBBUEAIBMgFoVCAYlBACkDqIEFhSAKhTcDqIEFQQAgASAHhUIBiUEAKQOwgQWFIASFNwOwgQVBACALIAyFQgGJQQApA7iBBYUgEIU3A7iBBQveAgUBfwF+AX8BfgJ/IwBBwABrIgAkAAJAQQApA9CBBUIAUg0AQQBBACkDwIEFIgFBACgC4IIFIgKsfCIDNwPAgQVBAEEAKQPIgQUgAyABVK18NwPIgQUCQEEALQDoggVFDQBBAEJ/NwPYgQULQQBCfzcD0IEFAkAgAkH/AEoNAEEAIQQDQCACIARqQeCBBWpBADoAACAEQQFqIgRBgAFBACgC4IIFIgJrSA0ACwtB4IEFEAIgAEEAKQOAgQU3AwAgAEEAKQOIgQU3AwggAEEAKQOQgQU3AxAgAEEAKQOYgQU3AxggAEEAKQOggQU3AyAgAEEAKQOogQU3AyggAEEAKQOwgQU3AzAgAEEAKQO4gQU3AzhBACgC5IIFIgVBAUgNAEEAIQJBACEEA0AgBEGAgQRqIAAgBGotAAA6AAAgBEEBaiEEIAUgAkEBaiICQf8BcUsNAAsLIABBwABqJAAL+gMCAn8BfiMAQYABayICJABBAEGBAjsB8oIFQQAgAToA8YIFQQAgADoA8IIFQZB+IQADQCAAQYCDBWpCADcAACAAQfiCBWpCADcAACAAQfCCBWpCADcAACAAQRhqIgANAAtBACEDQQBBACkD8IIFIgRCiJLznf/M+YTqAIU3A4CBBUEAQQApA/iCBUK7zqqm2NDrs7t/hTcDiIEFQQBBACkDgIMFQqvw0/Sv7ry3PIU3A5CBBUEAQQApA4iDBULx7fT4paf9p6V/hTcDmIEFQQBBACkDkIMFQtGFmu/6z5SH0QCFNwOggQVBAEEAKQOYgwVCn9j52cKR2oKbf4U3A6iBBUEAQQApA6CDBULr+obav7X2wR+FNwOwgQVBAEEAKQOogwVC+cL4m5Gjs/DbAIU3A7iBBUEAIASnQf8BcTYC5IIFAkAgAUUNACACQgA3A3ggAkIANwNwIAJCADcDaCACQgA3A2AgAkIANwNYIAJCADcDUCACQgA3A0ggAkIANwNAIAJCADcDOCACQgA3AzAgAkIANwMoIAJCADcDICACQgA3AxggAkIANwMQIAJCADcDCCACQgA3AwBBACEAA0AgAiAAaiAAQYCBBGotAAA6AAAgAEEBaiEAIAEgA0EBaiIDQf8BcUsNAAsgAkGAARABCyACQYABaiQACxIAIABBA3ZB/z9xIABBEHYQBAsKAEGAgQQgABABCwYAQYCBBQscACABQQN2Qf8/cSABQRB2EARBgIEEIAAQARADCwsMAQBBgIAECwTwAAAA",hash:"22cf500a"};function C(I,A,i,C){return new(i||(i=Promise))(function(g,h){function B(I){try{f(C.next(I))}catch(I){h(I)}}function e(I){try{f(C.throw(I))}catch(I){h(I)}}function f(I){var A;I.done?g(I.value):(A=I.value,A instanceof i?A:new i(function(I){I(A)})).then(B,e)}f((C=C.apply(I,A||[])).next())})}"function"==typeof SuppressedError&&SuppressedError;class g{constructor(){this.mutex=Promise.resolve()}lock(){let I=()=>{};return this.mutex=this.mutex.then(()=>new Promise(I)),new Promise(A=>{I=A})}dispatch(I){return C(this,void 0,void 0,function*(){const A=yield this.lock();try{return yield Promise.resolve(I())}finally{A()}})}}const h="undefined"!=typeof globalThis?globalThis:"undefined"!=typeof self?self:"undefined"!=typeof window?window:global,B=null!==(A=h.Buffer)&&void 0!==A?A:null,e=h.TextEncoder?new h.TextEncoder:null;function f(I,A){return(15&I)+(I>>6|I>>3&8)<<4|(15&A)+(A>>6|A>>3&8)}const t="a".charCodeAt(0)-10,w="0".charCodeAt(0);function F(I,A,i){let C=0;for(let g=0;g<i;g++){let i=A[g]>>>4;I[C++]=i>9?i+t:i+w,i=15&A[g],I[C++]=i>9?i+t:i+w}return String.fromCharCode.apply(null,I)}const Q=null!==B?I=>{if("string"==typeof I){const A=B.from(I,"utf8");return new Uint8Array(A.buffer,A.byteOffset,A.length)}if(B.isBuffer(I))return new Uint8Array(I.buffer,I.byteOffset,I.length);if(ArrayBuffer.isView(I))return new Uint8Array(I.buffer,I.byteOffset,I.byteLength);throw new Error("Invalid data type!")}:I=>{if("string"==typeof I)return e.encode(I);if(ArrayBuffer.isView(I))return new Uint8Array(I.buffer,I.byteOffset,I.byteLength);throw new Error("Invalid data type!")},n="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",o=new Uint8Array(256);for(let I=0;I<64;I++)o[n.charCodeAt(I)]=I;function r(I){const A=function(I){let A=Math.floor(.75*I.length);const i=I.length;return"="===I[i-1]&&(A-=1,"="===I[i-2]&&(A-=1)),A}(I),i=I.length,C=new Uint8Array(A);let g=0;for(let A=0;A<i;A+=4){const i=o[I.charCodeAt(A)],h=o[I.charCodeAt(A+1)],B=o[I.charCodeAt(A+2)],e=o[I.charCodeAt(A+3)];C[g]=i<<2|h>>4,g+=1,C[g]=(15&h)<<4|B>>2,g+=1,C[g]=(3&B)<<6|63&e,g+=1}return C}const S=16384,U=new g,a=new Map;function s(I,A){return C(this,void 0,void 0,function*(){let i=null,g=null,h=!1;if("undefined"==typeof WebAssembly)throw new Error("WebAssembly is not supported in this environment!");const B=()=>new DataView(i.exports.memory.buffer).getUint32(i.exports.STATE_SIZE,!0),e=U.dispatch(()=>C(this,void 0,void 0,function*(){if(!a.has(I.name)){const A=r(I.data),i=WebAssembly.compile(A.buffer);a.set(I.name,i)}const A=yield a.get(I.name);i=yield WebAssembly.instantiate(A,{})})),t=(I=null)=>{h=!0,i.exports.Hash_Init(I)},w=I=>{if(!h)throw new Error("update() called before init()");(I=>{let A=0;for(;A<I.length;){const C=I.subarray(A,A+S);A+=C.length,g.set(C),i.exports.Hash_Update(C.length)}})(Q(I))},n=new Uint8Array(2*A),o=(I,C=null)=>{if(!h)throw new Error("digest() called before init()");return h=!1,i.exports.Hash_Final(C),"binary"===I?g.slice(0,A):F(n,g,A)},s=I=>"string"==typeof I?I.length<4096:I.byteLength<S;let V=s;switch(I.name){case"argon2":case"scrypt":V=()=>!0;break;case"blake2b":case"blake2s":V=(I,A)=>A<=512&&s(I);break;case"blake3":V=(I,A)=>0===A&&s(I);break;case"xxhash64":case"xxhash3":case"xxhash128":case"crc64":V=()=>!1}return yield(()=>C(this,void 0,void 0,function*(){i||(yield e);const I=i.exports.Hash_GetBuffer(),A=i.exports.memory.buffer;g=new Uint8Array(A,I,S)}))(),{getMemory:()=>g,writeMemory:(I,A=0)=>{g.set(I,A)},getExports:()=>i.exports,setMemorySize:I=>{i.exports.Hash_SetMemorySize(I);const A=i.exports.Hash_GetBuffer(),C=i.exports.memory.buffer;g=new Uint8Array(C,A,I)},init:t,update:w,digest:o,save:()=>{if(!h)throw new Error("save() can only be called after init() and before digest()");const A=i.exports.Hash_GetState(),C=B(),g=i.exports.memory.buffer,e=new Uint8Array(g,A,C),t=new Uint8Array(4+C);return function(I,A){const i=A.length>>1;for(let C=0;C<i;C++){const i=C<<1;I[C]=f(A.charCodeAt(i),A.charCodeAt(i+1))}}(t,I.hash),t.set(e,4),t},load:A=>{if(!(A instanceof Uint8Array))throw new Error("load() expects an Uint8Array generated by save()");const C=i.exports.Hash_GetState(),g=B(),e=4+g,t=i.exports.memory.buffer;if(A.length!==e)throw new Error(`Bad state length (expected ${e} bytes, got ${A.length})`);if(!function(I,A){if(I.length!==2*A.length)return!1;for(let i=0;i<A.length;i++){const C=i<<1;if(A[i]!==f(I.charCodeAt(C),I.charCodeAt(C+1)))return!1}return!0}(I.hash,A.subarray(0,4)))throw new Error("This state was written by an incompatible hash implementation");const w=A.subarray(4);new Uint8Array(t,C,g).set(w),h=!0},calculate:(I,C=null,h=null)=>{if(!V(I,C))return t(C),w(I),o("hex",h);const B=Q(I);return g.set(B),i.exports.Hash_Calculate(B.length,C,h),F(n,g,A)},hashLength:A}})}const V=new g;let J=null;function c(I){return!Number.isInteger(I)||I<8||I>512||I%8!=0?new Error("Invalid variant! Valid values: 8, 16, ..., 512"):null}function k(I,A){return I|A<<16}I.blake2b=function(I,A=512,g=null){if(c(A))return Promise.reject(c(A));let h=null,B=A;if(null!==g){if(h=Q(g),h.length>64)return Promise.reject(new Error("Max key length is 64 bytes"));B=k(A,h.length)}const e=A/8;if(null===J||J.hashLength!==e)return function(I,A,i){return C(this,void 0,void 0,function*(){const C=yield I.lock(),g=yield s(A,i);return C(),g})}(V,i,e).then(A=>(J=A,B>512&&J.writeMemory(h),J.calculate(I,B)));try{B>512&&J.writeMemory(h);const A=J.calculate(I,B);return Promise.resolve(A)}catch(I){return Promise.reject(I)}},I.createBLAKE2b=function(I=512,A=null){if(c(I))return Promise.reject(c(I));let C=null,g=I;if(null!==A){if(C=Q(A),C.length>64)return Promise.reject(new Error("Max key length is 64 bytes"));g=k(I,C.length)}const h=I/8;return s(i,h).then(I=>{g>512&&I.writeMemory(C),I.init(g);const A={init:g>512?()=>(I.writeMemory(C),I.init(g),A):()=>(I.init(g),A),update:i=>(I.update(i),A),digest:A=>I.digest(A),save:()=>I.save(),load:i=>(I.load(i),A),blockSize:128,digestSize:h};return A})}});


/***/ }),

/***/ 8662:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";
// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  gather: () => (/* binding */ gather)
});

// EXTERNAL MODULE: ./lib/formats/pypi/names/coordinates.js + 1 modules
var coordinates = __webpack_require__(9624);
;// CONCATENATED MODULE: ./lib/formats/pypi/names/requirement.js
// Requires-Dist lines (PEP 508, and the parenthesised form of metadata 1.2).

/** Undefined when the line is not a requirement. Linear in its length. */
function parseRequirement(line) {
    if (line.length > 8192)
        return undefined;
    const [head = '', ...markers] = line.split(';');
    const match = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?(.*)$/s.exec(head);
    const name = match?.[1] ?? '';
    const rest = (match?.[2] ?? '').trim();
    if (!(0,coordinates/* isName */.Eo)(name))
        return undefined;
    const specifier = rest.startsWith('@') ? '' : rest.replace(/^\((.*)\)$/s, '$1').replace(/\s+/g, '');
    if (specifier !== '' && !/^(?:[<>=!~]=?=?[^,<>=!~]+)(?:,(?:[<>=!~]=?=?[^,<>=!~]+))*$/.test(specifier))
        return undefined;
    return { name: (0,coordinates/* normaliseName */.GX)(name), specifier, marker: markers.join(';').trim() };
}
/** Whether a requirement only holds when somebody asks for an extra. */
function isExtraOnly(requirement) {
    return /\bextra\s*==/.test(requirement.marker) && !/\bor\b/.test(requirement.marker);
}

// EXTERNAL MODULE: ./lib/formats/pypi/names/version.js
var names_version = __webpack_require__(2034);
// EXTERNAL MODULE: ./lib/formats/shared/archive/archive.js + 3 modules
var archive = __webpack_require__(1095);
// EXTERNAL MODULE: ./lib/formats/shared/digests.js
var digests = __webpack_require__(3705);
;// CONCATENATED MODULE: ./lib/formats/pypi/names/file-name.js
// What the file names of wheels and source archives say. Both halves need it: the client to see that a file holds what
// its name promises, the server because a public index names versions only through its files.


const SDIST_ENDINGS = ['.tar.gz', '.zip', '.tar.bz2', '.tgz', '.tar.xz', '.tar.z'];
/** No path, no control characters, no spaces, and short enough for every file system. */
function isSafeFileName(fileName) {
    return fileName.length <= 255 && /^[A-Za-z0-9][A-Za-z0-9._+!~@-]*$/.test(fileName);
}
/** `name-version(-build)?-python-abi-platform.whl` (PEP 427). */
function parseWheelName(fileName) {
    if (!isSafeFileName(fileName) || !/\.whl$/i.test(fileName))
        return undefined;
    const parts = fileName.slice(0, -4).split('-');
    if (parts.length !== 5 && parts.length !== 6)
        return undefined;
    if (parts.length === 6 && !/^\d/.test(parts[2] ?? ''))
        return undefined;
    const [name = '', version = ''] = parts;
    const python = parts.at(-3) ?? '';
    if (!(0,coordinates/* isName */.Eo)(name) || !(0,coordinates/* isVersionText */.IL)(version) || parts.slice(-3).some((tag) => tag === ''))
        return undefined;
    return { type: 'bdist_wheel', name, version, python };
}
/**
 * A source archive. Older build tools left hyphens in the name, so the name alone cannot say where the version
 * begins; `project` (any spelling) settles it. Without it the first hyphen before a digit is taken, which is good enough
 * to see whether an archive is worth opening.
 */
function parseSdistName(fileName, project) {
    const lower = fileName.toLowerCase();
    const ending = SDIST_ENDINGS.find((candidate) => lower.endsWith(candidate));
    if (!ending || !isSafeFileName(fileName))
        return undefined;
    const stem = fileName.slice(0, -ending.length);
    const split = project === undefined ? stem.search(/-(?=v?\d)/i) : splitAfterName(stem, project);
    const name = stem.slice(0, Math.max(split, 0));
    const version = stem.slice(split + 1);
    if (split < 1 || !(0,coordinates/* isName */.Eo)(name) || !(0,coordinates/* isVersionText */.IL)(version))
        return undefined;
    return { type: 'sdist', name, version, python: 'source' };
}
function splitAfterName(stem, project) {
    const wanted = (0,coordinates/* normaliseName */.GX)(project);
    for (let at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
        if ((0,coordinates/* normaliseName */.GX)(stem.slice(0, at)) === wanted)
            return at;
    }
    return -1;
}
/** Eggs of old public releases: `name-version-py2.7(-platform)?.egg`. Nothing builds or uploads them any more. */
function parseEggName(fileName) {
    if (!isSafeFileName(fileName))
        return undefined;
    const match = /^([^-]+)-([^-]+)-py(\d[\d.]*)(?:-.+)?\.egg$/i.exec(fileName);
    const [, name = '', version = '', python = ''] = match ?? [];
    return match && isName(name) && isVersionText(version) ? { type: 'bdist_egg', name, version, python } : undefined;
}
/** Any distribution file of `project`; undefined when the name is not one, or speaks of another project. */
function parseFileName(fileName, project) {
    const parsed = parseWheelName(fileName) ?? parseEggName(fileName) ?? parseSdistName(fileName, project);
    return parsed && normaliseName(parsed.name) === normaliseName(project) ? parsed : undefined;
}
/**
 * Whether a version in a file name stands for `version`. File names cannot hold every character: wheels of older
 * tools write `1.0+local` as `1.0_local`.
 */
function sameVersion(inFileName, version) {
    if ((0,names_version/* comparableVersion */.$g)(inFileName) === (0,names_version/* comparableVersion */.$g)(version))
        return true;
    return ((0,names_version/* comparableVersion */.$g)(inFileName.replace('_', '+')) === (0,names_version/* comparableVersion */.$g)(version) ||
        inFileName === version.replaceAll('-', '_'));
}

// EXTERNAL MODULE: ./node_modules/hash-wasm/dist/blake2b.umd.min.js
var blake2b_umd_min = __webpack_require__(6427);
;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/blake2.js
// @ts-expect-error The package has types for its main file only.

const hashWasm = blake2b_umd_min;
/** Passes a stream through and knows its digest at the end. */
class Blake2Stream {
    #digest;
    async *through(source) {
        const hash = await hashWasm.createBLAKE2b(256);
        hash.init();
        for await (const chunk of source) {
            hash.update(chunk);
            yield chunk;
        }
        this.#digest = hash.digest('hex');
    }
    /** Lower-case hex, once the stream has been read to its end. */
    result() {
        if (this.#digest === undefined)
            throw new Error('the stream was not read to its end');
        return this.#digest;
    }
}

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/core-metadata.js
// Core metadata as wheels (METADATA) and source archives (PKG-INFO) carry it: versions 1.0 to 2.5.
// The text is a message header; since 2.1 the description may be its body.
/** What we hold of one metadata file at most. Descriptions of a megabyte exist; nothing honest is larger than this. */
const CORE_METADATA_LIMIT = 8 * 1024 * 1024;
const KNOWN_VERSION = /^(?:1\.[0-2]|2\.\d{1,2})$/;
/**
 * Reads core metadata. Throws a RangeError that says what is wrong: no metadata version, one of an unknown major
 * version, no name or no version. Minor versions beyond 2.5 are read as 2.5, as the specification asks.
 */
function parseCoreMetadata(text) {
    const { header, body } = splitMessage(text.replace(/^\uFEFF/, ''));
    const fields = readFields(header);
    if (body.trim() !== '')
        fields.set('description', [body]);
    const single = (field) => fields.get(field)?.[0]?.trim() ?? '';
    const metadataVersion = single('metadata-version');
    if (!KNOWN_VERSION.test(metadataVersion)) {
        throw new RangeError(metadataVersion === '' ? 'no Metadata-Version' : 'a Metadata-Version we do not know');
    }
    for (const field of ['name', 'version'])
        if (single(field) === '')
            throw new RangeError(`no ${field} in the metadata`);
    return { metadataVersion, name: single('name'), version: single('version'), fields };
}
function splitMessage(text) {
    const end = /\r?\n\r?\n/.exec(text);
    const header = end ? text.slice(0, end.index) : text;
    return { header: header.split(/\r?\n/), body: end ? text.slice(end.index + end[0].length) : '' };
}
function readFields(lines) {
    const raw = [];
    for (const line of lines) {
        const colon = line.indexOf(':');
        if (/^[ \t]/.test(line))
            raw.at(-1)?.lines.push(line);
        else if (colon > 0)
            raw.push({ name: line.slice(0, colon).trim().toLowerCase(), lines: [line.slice(colon + 1)] });
    }
    const fields = new Map();
    for (const { name, lines: folded } of raw) {
        const value = unfold(folded);
        if (value === '' || value === 'UNKNOWN')
            continue;
        const values = fields.get(name);
        if (values)
            values.push(value);
        else
            fields.set(name, [value]);
    }
    return fields;
}
/** Continuation lines keep their breaks; eight blanks, or blanks and a bar (metadata 1.2 and later), are the fold. */
function unfold(lines) {
    const [first = '', ...rest] = lines;
    return [first.trim(), ...rest.map((line) => line.replace(/^(?:[ \t]{7}\|| {8}|[ \t]+)/, ''))].join('\n').trimEnd();
}

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/distribution.js







const left = (reason) => ({ verdict: 'left', reason });
const refused = (reason) => ({ verdict: 'refused', reason });
/** What became of a candidate file; hostile ones are refused in bounded memory, never by an exception. */
async function examine(path, files) {
    const fileName = path.split(/[\\/]/).at(-1) ?? '';
    const parsed = parseWheelName(fileName) ?? (/\.(?:tar\.gz|zip)$/.test(fileName) ? parseSdistName(fileName) : undefined);
    if (!parsed)
        return /\.whl$/i.test(fileName) ? refused('not a wheel file name (PEP 427)') : left('not a Python package');
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return refused('not a readable file');
    try {
        const text = parsed.type === 'bdist_wheel' ? await readWheel(path, stat.size, files) : await readSdist(path, stat.size, files);
        if (text === undefined) {
            return parsed.type === 'bdist_wheel'
                ? refused('no .dist-info/METADATA in the wheel')
                : left('no PKG-INFO inside: not a Python source archive');
        }
        return await describe(path, fileName, parsed, text, files);
    }
    catch (error) {
        if (error instanceof archive/* ArchiveRefusal */.Jh) {
            return parsed.type === 'bdist_wheel'
                ? refused(error.message)
                : refused(`${error.message} (looks like a source archive by its name)`);
        }
        if (error instanceof RangeError)
            return refused(error.message);
        throw error;
    }
}
async function readWheel(path, size, files) {
    let text;
    await (0,archive/* readZip */.ue)({ files, path, size }, async (member) => {
        if (!/^[^/]+\.dist-info\/METADATA$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new archive/* ArchiveRefusal */.Jh('more than one .dist-info folder in the wheel');
        text = (await member.read(CORE_METADATA_LIMIT)).toString('utf8');
        return undefined;
    });
    return text;
}
/**
 * `NAME-VERSION/PKG-INFO`; the copies below `*.egg-info/` are for tools that unpack. The archive is read to its end, so
 * that one that is cut off is found here and not by those who install it.
 */
async function readSdist(path, size, files) {
    let text;
    const visit = async (member) => {
        if (member.kind !== 'file' || !/^[^/]+\/PKG-INFO$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new archive/* ArchiveRefusal */.Jh('more than one PKG-INFO at the top of the archive');
        text = (await member.read(CORE_METADATA_LIMIT)).toString('utf8');
        return undefined;
    };
    if (path.endsWith('.zip'))
        await (0,archive/* readZip */.ue)({ files, path, size }, visit);
    else
        await (0,archive/* readTarGz */.Jq)(files.open(path), visit);
    return text;
}
async function describe(path, fileName, parsed, text, files) {
    const metadata = parseCoreMetadata(text);
    if (!(0,coordinates/* isName */.Eo)(metadata.name))
        return refused('the name in its metadata is not a Python package name');
    if ((0,names_version/* normalVersion */.AO)(metadata.version) === undefined)
        return refused('the version in its metadata is not a PEP 440 version');
    // The name was cut off without knowing it; with the metadata's name the cut can be made exactly.
    const exact = parsed.type === 'sdist' ? parseSdistName(fileName, metadata.name) : parsed;
    if (!exact ||
        (0,coordinates/* normaliseName */.GX)(exact.name) !== (0,coordinates/* normaliseName */.GX)(metadata.name) ||
        !sameVersion(exact.version, metadata.version)) {
        return refused(`its metadata says ${metadata.name} ${metadata.version}, its file name something else`);
    }
    const digesting = new digests/* DigestingStream */.Xi();
    const blake2 = new Blake2Stream();
    for await (const _ of blake2.through(digesting.through(files.open(path))))
        ;
    const file = {
        filetype: parsed.type === 'bdist_wheel' ? 'bdist_wheel' : 'sdist',
        pyversion: parsed.python,
        blake2_256: blake2.result(),
        metadataVersion: metadata.metadataVersion,
        fields: Object.fromEntries(metadata.fields),
    };
    return { distribution: { artifact: { path, assetName: fileName, ...digesting.result() }, metadata, file } };
}

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/artifact.js
// Reads wheels and source archives into publications. All files of one version make one publication.




async function gather(paths, host) {
    const verdicts = [];
    const distributions = [];
    for (const path of paths) {
        const finding = await examine(path, host.files);
        if ('distribution' in finding) {
            const clash = clashWith(distributions, finding.distribution);
            if (clash === undefined)
                distributions.push(finding.distribution);
            const { name, version } = finding.distribution.metadata;
            verdicts.push({
                path,
                ...(clash ?? { verdict: 'taken', reason: `${finding.distribution.file.filetype} of ${name} ${version}` }),
            });
        }
        else
            verdicts.push({ path, ...finding });
    }
    return { publications: group(distributions), verdicts };
}
/** The same file found twice is taken once; two files of one name and different bytes cannot both be published. */
function clashWith(known, found) {
    const twin = known.find(({ artifact }) => artifact.assetName === found.artifact.assetName);
    if (!twin)
        return undefined;
    return twin.artifact.digests['SHA-256'] === found.artifact.digests['SHA-256']
        ? { verdict: 'left', reason: `the same file as ${twin.artifact.path}` }
        : { verdict: 'refused', reason: `another file of this name has other bytes: ${twin.artifact.path}` };
}
function group(distributions) {
    const groups = new Map();
    for (const found of distributions) {
        const key = `${(0,coordinates/* normaliseName */.GX)(found.metadata.name)} ${(0,names_version/* normalVersion */.AO)(found.metadata.version)}`;
        groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    return [...groups.values()].map(publication);
}
function publication(members) {
    // Wheels first, as every client uploads: their metadata is complete, that of source archives may be dynamic.
    const ordered = [...members].sort((a, b) => Number(a.file.filetype === 'sdist') - Number(b.file.filetype === 'sdist'));
    const [first] = ordered;
    if (!first)
        throw new RangeError('a publication has at least one file');
    const { metadata } = first;
    const name = (0,coordinates/* normaliseName */.GX)(metadata.name);
    // Files may spell one version differently (`1.0-rc1` in an old source archive); then the normal form is sent for all.
    const isOneSpelling = ordered.every((member) => member.metadata.version === metadata.version);
    const files = {
        files: Object.fromEntries(ordered.map(({ artifact, file }) => [artifact.assetName, file])),
    };
    return {
        format: 'pypi',
        name,
        version: isOneSpelling ? metadata.version : ((0,names_version/* normalVersion */.AO)(metadata.version) ?? metadata.version),
        ...(metadata.name === name ? {} : { displayName: metadata.name }),
        artifacts: ordered.map(({ artifact }) => artifact),
        dependencies: dependencies(ordered),
        metadata: files,
    };
}
/** What any of the files needs without being asked for extras; wheels of different platforms may differ. */
function dependencies(members) {
    const found = new Map();
    for (const line of members.flatMap(({ metadata }) => metadata.fields.get('requires-dist') ?? [])) {
        const requirement = parseRequirement(line);
        if (!requirement || isExtraOnly(requirement))
            continue;
        const { name, specifier } = requirement;
        found.set(`${name} ${specifier}`, { name, requirement: specifier, type: 'Requires-Dist' });
    }
    return [...found.values()];
}


/***/ }),

/***/ 1095:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Jh: () => (/* reexport */ ArchiveRefusal),
  Jq: () => (/* reexport */ readTarGz),
  ue: () => (/* reexport */ readZip)
});

// UNUSED EXPORTS: ARCHIVE_LIMITS, checkedPath, refusalOf

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-rules.js
// What no archive gets away with, whatever its kind: limits, paths, links, and one kind of error for all of it.
/** Why an archive is not read further, in words for its author. Everything else thrown here is an IO error. */
class ArchiveRefusal extends Error {
    constructor(message) {
        super(message);
        this.name = 'ArchiveRefusal';
    }
}
/** Room for every package seen in the wild, and an end for those made to do harm. */
const ARCHIVE_LIMITS = {
    entries: 250_000,
    memberBytes: 8 * 1024 * 1024,
    totalBytes: 16 * 1024 ** 3,
    ratio: 250,
    ratioFloorBytes: 256 * 1024 * 1024,
};
/** Bytes up to which an archive is held whole: most packages are small, and streams then cost more than the reading. */
const SMALL_ARCHIVE = 128 * 1024;
/** Runs a reading and gives its refusal as a sentence, for a verdict; other errors stay errors. */
async function refusalOf(work) {
    try {
        await work();
        return undefined;
    }
    catch (error) {
        if (error instanceof ArchiveRefusal)
            return error.message;
        throw error;
    }
}
/** Keeps the visitor's own errors apart from those of the archive. */
class Visits {
    error;
    #visit;
    constructor(visit) {
        this.#visit = visit;
    }
    async run(member) {
        try {
            return await this.#visit(member);
        }
        catch (error) {
            this.error = error;
            throw error;
        }
    }
}
function reading(open, path, size, limits) {
    async function* stream() {
        try {
            yield* await open();
        }
        catch (error) {
            throw asArchiveRefusal(error);
        }
    }
    return {
        stream,
        async read(limit = limits.memberBytes) {
            const tooLarge = () => new ArchiveRefusal(`${shown(path)} is larger than ${limit} bytes`);
            if (size > limit)
                throw tooLarge();
            const chunks = [];
            let length = 0;
            for await (const chunk of stream()) {
                length += chunk.length;
                if (length > limit)
                    throw tooLarge();
                chunks.push(chunk);
            }
            return Buffer.concat(chunks);
        },
    };
}
function counter(limits) {
    let entries = 0;
    return () => {
        entries += 1;
        if (entries > limits.entries)
            throw new ArchiveRefusal(`the archive has more than ${limits.entries} entries`);
    };
}
function checkInflated(inflated, compressed, limits) {
    if (inflated > limits.totalBytes) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.totalBytes} bytes`);
    }
    if (inflated > limits.ratioFloorBytes && inflated > compressed * limits.ratio) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.ratio} times its size`);
    }
}
/**
 * The path as we use it, or a refusal.
 *
 * | written            | result        |
 * | ------------------ | ------------- |
 * | `./package/a.js`   | `package/a.js` |
 * | `dir/`             | `dir`         |
 * | `/etc/passwd`, `\x`, `C:\x` | refused: absolute |
 * | `a/../b`, `a\..\b` | refused: leaves its folder |
 */
function checkedPath(name) {
    if (name === '' || name.includes('\0'))
        throw new ArchiveRefusal('a member has no usable name');
    if (/^([\\/]|[A-Za-z]:[\\/])/.test(name))
        throw new ArchiveRefusal(`${shown(name)} is an absolute path`);
    const segments = name.split(/[\\/]/);
    if (segments.includes('..'))
        throw new ArchiveRefusal(`${shown(name)} leads out of the archive`);
    return name
        .split('/')
        .filter((segment) => segment !== '' && segment !== '.')
        .join('/');
}
/** Symbolic links resolve from their own folder, hard links (tar) from the root of the archive. */
function checkLink(path, target, isHard) {
    const leading = () => new ArchiveRefusal(`${shown(path)} links out of the archive (${shown(target)})`);
    if (target === '' || /^([\\/]|[A-Za-z]:[\\/])/.test(target))
        throw leading();
    let depth = isHard ? 0 : path.split('/').length - 1;
    for (const segment of target.split(/[\\/]/)) {
        if (segment === '..')
            depth -= 1;
        else if (segment !== '' && segment !== '.')
            depth += 1;
        if (depth < 0)
            throw leading();
    }
}
/** A name out of an archive, fit for one line of a log. */
function shown(name) {
    const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
    return JSON.stringify(short);
}
const SYSTEM_ERRORS = /^E[A-Z]+$/;
function asArchiveRefusal(error) {
    if (error instanceof ArchiveRefusal || !(error instanceof Error))
        return error;
    const { code } = error;
    if (code !== undefined && SYSTEM_ERRORS.test(code))
        return error;
    if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message))
        return new ArchiveRefusal('the archive is truncated');
    return new ArchiveRefusal(`the archive cannot be read: ${error.message}`);
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-tar.js
// Reads gzipped tars as they stream in, to their end, so that truncated ones are found.
// Not lazily: `import('node:stream')` in a bundle has only a default export, since that module is a function.


/**
 * Reads a gzipped tar to its end (so that a truncated one is found) or until the visit says `stop`.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readTarGz(source, visit, limits = {}) {
    const { extract: makeExtract } = await __webpack_require__.e(/* import() */ 6118).then(__webpack_require__.t.bind(__webpack_require__, 6118, 19));
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const extract = makeExtract();
    const feed = new TarFeed(source, bounds);
    const feeding = feed.into(extract);
    // It may fail while a visit is busy elsewhere; who waits for it below hears of it then.
    feeding.catch(() => undefined);
    const count = counter(bounds);
    const visits = new Visits(visit);
    let broken;
    extract.on('error', (error) => {
        broken ??= error;
    });
    try {
        for await (const entry of extract) {
            count();
            const { name, type, linkname, size = 0 } = entry.header;
            const path = checkedPath(name);
            const kind = tarKind(type);
            if (kind === 'link')
                checkLink(path, linkname ?? '', type === 'link');
            const member = {
                path,
                kind,
                size,
                ...reading(async () => entry, path, size, bounds),
            };
            if ((await visits.run(member)) === 'stop')
                return;
            entry.resume();
        }
        await feeding;
    }
    catch (error) {
        if (feed.sourceError !== undefined)
            throw feed.sourceError;
        // A visit that was reading when the archive broke only heard that its stream was destroyed.
        const isOfVisit = visits.error !== undefined && !(broken && visits.error instanceof ArchiveRefusal);
        throw isOfVisit ? visits.error : asArchiveRefusal(broken ?? error);
    }
    finally {
        extract.destroy();
        feed.stop();
        await feeding.catch(() => undefined);
    }
}
/** Inflates the source into tar-stream by hand: Node's `pipeline` and streamx disagree about who reports an error. */
class TarFeed {
    sourceError;
    #source;
    #limits;
    #gunzip;
    constructor(source, limits) {
        this.#source = source;
        this.#limits = limits;
    }
    async into(extract) {
        try {
            await this.#pump(extract);
        }
        catch (error) {
            extract.destroy(error instanceof Error ? error : new Error(String(error)));
            throw error;
        }
    }
    stop() {
        this.#gunzip?.destroy();
    }
    async #pump(extract) {
        const { createGunzip, gunzipSync } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 8522, 19));
        const sizes = { compressed: 0, inflated: 0 };
        const source = this.#counted(sizes);
        const held = await heldWhole(source);
        const small = held.isWhole && held.bytes.length > 0 ? inflatedAtOnce(held.bytes, gunzipSync) : undefined;
        if (small) {
            checkInflated(small.length, sizes.compressed, this.#limits);
            if (small.length === 0)
                throw new ArchiveRefusal('the archive is empty');
            if (!extract.write(small))
                await drained(extract);
            extract.end(undefined);
            return;
        }
        const gunzip = createGunzip({ chunkSize: 64 * 1024 });
        this.#gunzip = gunzip;
        (0,external_node_stream_.pipeline)(external_node_stream_.Readable.from(resumed(held.bytes, source), { objectMode: false }), gunzip, () => undefined);
        for await (const chunk of gunzip) {
            sizes.inflated += chunk.length;
            checkInflated(sizes.inflated, sizes.compressed, this.#limits);
            if (!extract.write(chunk))
                await drained(extract);
            if (extract.destroyed)
                return;
        }
        if (sizes.inflated === 0)
            throw new ArchiveRefusal('the archive is empty');
        extract.end(undefined);
    }
    async *#counted(sizes) {
        try {
            for await (const chunk of this.#source) {
                sizes.compressed += chunk.length;
                yield chunk;
            }
        }
        catch (error) {
            this.sourceError = error;
            throw error;
        }
    }
}
/** What a small archive may hold to be inflated at once; by stream that costs ten times the inflating. */
const SMALL_INFLATED = 2 * 1024 * 1024;
/** Reads until the source ends or is no longer small. */
async function heldWhole(source) {
    const chunks = [];
    let size = 0;
    while (size <= SMALL_ARCHIVE) {
        const { done, value } = await source.next();
        if (done)
            return { bytes: Buffer.concat(chunks), isWhole: true };
        chunks.push(value);
        size += value.length;
    }
    return { bytes: Buffer.concat(chunks), isWhole: false };
}
/** Undefined when it would be more than a little; what is damaged is refused as it is by stream. */
function inflatedAtOnce(bytes, gunzip) {
    try {
        return gunzip(bytes, { maxOutputLength: SMALL_INFLATED });
    }
    catch (error) {
        if (error.code === 'ERR_BUFFER_TOO_LARGE')
            return undefined;
        throw error;
    }
}
async function* resumed(bytes, rest) {
    if (bytes.length > 0)
        yield bytes;
    yield* rest;
}
function drained(extract) {
    return new Promise((resolve) => {
        const done = () => {
            extract.removeListener('drain', done);
            extract.removeListener('close', done);
            resolve();
        };
        extract.on('drain', done);
        extract.on('close', done);
    });
}
function tarKind(type) {
    switch (type) {
        case 'file':
        case 'contiguous-file':
        case null:
        case undefined:
            return 'file';
        case 'directory':
            return 'directory';
        case 'link':
        case 'symlink':
            return 'link';
        default:
            return 'other';
    }
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-zip.js
// Reads zips by random access: the directory first, members only when a visit wants them.


const LINK_TARGET_BYTES = 4096;
/**
 * Walks the directory of a zip (wheel, nupkg, jar); members are inflated only when the visit reads them.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readZip(source, visit, limits = {}) {
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const zip = await openZip(source).catch((error) => {
        throw asArchiveRefusal(error);
    });
    const count = counter(bounds);
    const visits = new Visits(visit);
    let total = 0;
    try {
        for await (const entry of zip.eachEntry()) {
            count();
            const path = checkedPath(entry.fileName);
            total += entry.uncompressedSize;
            checkInflated(total, zip.fileSize, bounds);
            const kind = zipKind(entry);
            const open = () => {
                if (entry.isEncrypted())
                    throw new ArchiveRefusal(`${shown(path)} is encrypted`);
                return zip.openReadStreamPromise(entry);
            };
            const member = {
                path,
                kind,
                size: entry.uncompressedSize,
                ...reading(open, path, entry.uncompressedSize, bounds),
            };
            if (kind === 'link')
                checkLink(path, (await member.read(LINK_TARGET_BYTES)).toString('utf8'), false);
            if ((await visits.run(member)) === 'stop')
                return;
        }
    }
    catch (error) {
        throw visits.error ?? asArchiveRefusal(error);
    }
    finally {
        zip.close();
    }
}
async function openZip(source) {
    const { default: yauzl } = await __webpack_require__.e(/* import() */ 663).then(__webpack_require__.t.bind(__webpack_require__, 663, 19));
    // Names are checked by us, with one wording for tar and zip; yauzl's own check comes on top.
    const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true };
    if (typeof source === 'string')
        return yauzl.openPromise(source, options);
    if (source.size <= SMALL_ARCHIVE)
        return yauzl.fromBufferPromise(await contentOf(source), options);
    class HostFileReader extends yauzl.RandomAccessReader {
        _readStreamForRange(start, end) {
            const { files, path } = source;
            return external_node_stream_.Readable.from(files.open(path, { start, end }), { objectMode: false });
        }
    }
    return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), source.size, options);
}
async function contentOf({ files, path, size }) {
    const chunks = [];
    for await (const chunk of files.open(path, { start: 0, end: size }))
        chunks.push(chunk);
    return Buffer.concat(chunks);
}
/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(entry) {
    if (entry.fileName.endsWith('/'))
        return 'directory';
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive.js
// Reads members out of built packages (.tgz by stream, zip kinds by random access) without trusting them: whatever an
// archive says about itself, memory stays bounded, no path points outside, and anything odd is an ArchiveRefusal.





/***/ }),

/***/ 3705:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qw: () => (/* binding */ describeArtifact),
/* harmony export */   Xi: () => (/* binding */ DigestingStream)
/* harmony export */ });
/* unused harmony export digestBytes */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// The four digests the service lists for every asset, taken in one pass over a stream.

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];
/** Passes a stream through and knows its size and digests at the end. */
class DigestingStream {
    #size = 0;
    #hashes = ALGORITHMS.map((name) => [
        name,
        (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(name.replace('-', '').toLowerCase()),
    ]);
    async *through(source) {
        for await (const chunk of source) {
            this.#size += chunk.length;
            for (const [, hash] of this.#hashes)
                hash.update(chunk);
            yield chunk;
        }
    }
    /** Once, after the stream has been read to its end. */
    result() {
        const entries = this.#hashes.map(([name, hash]) => [name, hash.digest('hex')]);
        return { size: this.#size, digests: Object.fromEntries(entries) };
    }
}
/** Reads a built file once, from start to end, and describes it as an artifact. */
async function describeArtifact(files, path, assetName) {
    const digesting = new DigestingStream();
    for await (const _ of digesting.through(files.open(path)))
        ;
    return { path, assetName, ...digesting.result() };
}
/** The four digests of bytes in hand: documents we wrote ourselves, never assets. */
function digestBytes(bytes) {
    const entries = ALGORITHMS.map((name) => [
        name,
        createHash(name.replace('-', '').toLowerCase()).update(bytes).digest('hex'),
    ]);
    return Object.fromEntries(entries);
}


/***/ })

};
;