"""What callers are told in the place of what they asked for. `docs/api.md` lists every code; a test holds it to that."""

from __future__ import annotations

from http import HTTPStatus

from runtime.errors import EdgedError

# What is not right about the request.


class BadJson(EdgedError):
    code, status = "bad_json", HTTPStatus.BAD_REQUEST
    en = "The request's body is not JSON in UTF-8: {detail}."
    zh = "请求内容不是 UTF-8 编码的 JSON：{detail}。"


class BadField(EdgedError):
    code, status = "bad_field", HTTPStatus.BAD_REQUEST
    en = "The request is not right: {detail}."
    zh = "请求的内容不对：{detail}。"


class PromptEmpty(EdgedError):
    code, status = "prompt_empty", HTTPStatus.BAD_REQUEST
    en = "Tell me which animal to draw."
    zh = "请告诉我要画什么小动物。"
    fix_en = "For example: a cute panda playing with a balloon."
    fix_zh = "比如：可爱的熊猫拿着气球。"


class SizeUnknown(EdgedError):
    code, status = "size_unknown", HTTPStatus.BAD_REQUEST
    en = "There is no size {size} here; it can be {sizes}."
    zh = "没有 {size} 这个尺寸，可以选 {sizes}。"


class StyleUnknown(EdgedError):
    code, status = "style_unknown", HTTPStatus.BAD_REQUEST
    en = "There is no style {style} here; it can be {styles}."
    zh = "没有 {style} 这种风格，可以选 {styles}。"


class StepsOutOfRange(EdgedError):
    code, status = "steps_out_of_range", HTTPStatus.BAD_REQUEST
    en = "steps must be between {low} and {high}."
    zh = "steps 要在 {low} 到 {high} 之间。"


class NotYours(EdgedError):
    code, status = "not_yours", HTTPStatus.FORBIDDEN
    en = "This picture belongs to somebody else."
    zh = "这是别人的画。"


class PictureUnknown(EdgedError):
    code, status = "picture_unknown", HTTPStatus.NOT_FOUND
    en = "This picture is not here (any more)."
    zh = "这幅画不在这里（或者已经删除了）。"


class NotFound(EdgedError):
    code, status = "not_found", HTTPStatus.NOT_FOUND
    en = "There is nothing at this address."
    zh = "这个地址什么也没有。"


class MethodNotAllowed(EdgedError):
    code, status = "method_not_allowed", HTTPStatus.METHOD_NOT_ALLOWED
    en = "This address does not understand {method}."
    zh = "这个地址不支持 {method}。"


class BodyTooSlow(EdgedError):
    code, status = "body_too_slow", HTTPStatus.REQUEST_TIMEOUT
    en = "The request's body did not arrive within {seconds:g} seconds."
    zh = "请求内容没有在 {seconds:g} 秒内到达。"


class ImageNotReady(EdgedError):
    code, status = "image_not_ready", HTTPStatus.CONFLICT
    en = "The picture is not finished yet."
    zh = "画还没有画好。"


class ImageGone(EdgedError):
    code, status = "image_gone", HTTPStatus.GONE
    en = "No picture came of this wish."
    zh = "这个愿望没有画出画来。"


class BodyTooLarge(EdgedError):
    code, status = "body_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    en = "The request is too large: at most {limit} bytes."
    zh = "请求太大了，最多 {limit} 字节。"


class MediaType(EdgedError):
    code, status = "media_type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    en = "The request's body must be uncompressed application/json."
    zh = "请求内容必须是未压缩的 application/json。"


class BadRequest(EdgedError):
    code, status = "bad_request", HTTPStatus.BAD_REQUEST
    en = "The request cannot be understood: {detail}."
    zh = "看不懂这个请求：{detail}。"


# What a picture may end with.


class PromptRefused(EdgedError):
    """Details: `message_en`, `message_zh` from the reader."""

    code, status = "prompt_refused", HTTPStatus.UNPROCESSABLE_ENTITY
    en = "{message_en}"
    zh = "{message_zh}"


class PictureLost(EdgedError):
    code, status = "picture_lost", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "The painter fell over twice while drawing this. Try another wish."
    zh = "画这幅画时画师摔倒了两次，换一个愿望试试吧。"


class WishOutgrown(EdgedError):
    """The box took another pack while it waited. Details: `example_en`, `example_zh`, a wish that this one knows."""

    code, status = "wish_outgrown", HTTPStatus.CONFLICT
    en = "The box has another painter since you asked for this, and this one does not know how to draw it."
    zh = "你许愿之后，盒子换了一位画师，它还不会画这个。"
    fix_en = "Wish for something else, “{example_en}” for example."
    fix_zh = "换一个愿望吧，比如“{example_zh}”。"


class PictureCancelled(EdgedError):
    code, status = "picture_cancelled", HTTPStatus.CONFLICT
    en = "This picture was cancelled."
    zh = "这幅画被取消了。"


# What stands in the way just now.


class TookTooLong(EdgedError):
    """Details: `seconds`."""

    code, status = "took_too_long", HTTPStatus.GATEWAY_TIMEOUT
    en = "The picture was not finished within {seconds:g} seconds, so it was cancelled."
    zh = "画没有在 {seconds:g} 秒内画完，已经取消。"
    fix_en = "Ask for fewer pictures at a time, or use POST /v1/pictures, which does not wait."
    fix_zh = "请一次少要几幅，或者改用不用等待的 POST /v1/pictures。"


class TooManyWaiting(EdgedError):
    code, status = "too_many_waiting", HTTPStatus.TOO_MANY_REQUESTS
    en = "You have pictures waiting already. Look forward to them first!"
    zh = "你已经有画在排队啦，等它们画好了再来吧！"
    retry_after_s = 5


class QueueFull(EdgedError):
    code, status = "queue_full", HTTPStatus.SERVICE_UNAVAILABLE
    en = "Very many pictures are waiting. Try again in a moment."
    zh = "排队的画太多了，请等一会儿再试。"
    retry_after_s = 10


class BatteryLow(EdgedError):
    code, status = "battery_low", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box's battery is nearly empty: it finishes what it began and then rests."
    zh = "画画盒子快没电了：画完手上的画就要休息了。"
    fix_en = "Plug it in."
    fix_zh = "请给它插上电源。"
    retry_after_s = 60


class LessonPaused(EdgedError):
    code, status = "lesson_paused", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The picture box takes a little break."
    zh = "画画盒子休息一会儿。"
    fix_en = "Your teacher will say when it goes on."
    fix_zh = "老师会告诉你什么时候继续。"
    retry_after_s = 10


class ChangeInProgress(EdgedError):
    code, status = "change_in_progress", HTTPStatus.CONFLICT
    en = "Somebody else is just changing the profile or the model."
    zh = "有人正在更换配置或模型。"
    fix_en = "Look at `edgectl profile show` in a moment, then try again if it is still needed."
    fix_zh = "请稍后用 `edgectl profile show` 查看，如仍需要再试一次。"


class TuneInProgress(EdgedError):
    code, status = "tune_in_progress", HTTPStatus.CONFLICT
    en = "This machine is just being measured."
    zh = "正在测量这台机器。"
    fix_en = "Wait until it has ended."
    fix_zh = "请等测量结束。"


class TuneNeedsQuiet(EdgedError):
    code, status = "tune_needs_quiet", HTTPStatus.CONFLICT
    en = "Somebody is drawing; what is measured now would be wrong."
    zh = "有人正在画画，现在测量会不准。"
    fix_en = "Try again when nobody draws."
    fix_zh = "请在没有人画画的时候再试。"


class TuneCannotMeasure(EdgedError):
    """Details: `state` of the box, or the code of a picture's fault."""

    code, status = "tune_cannot_measure", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box cannot be measured now: {state}."
    zh = "现在无法测量：{state}。"
    fix_en = "`edgectl status` says what is wrong."
    fix_zh = "`edgectl status` 会说明出了什么问题。"


class ProfileUnwritable(EdgedError):
    """Of the owner's own profiles. Details: `file`, `why`."""

    code, status = "profile_unwritable", HTTPStatus.INSUFFICIENT_STORAGE
    en = "{file} cannot be written: {why}."
    zh = "无法写入 {file}：{why}。"
    fix_en = "Run the same with sudo."
    fix_zh = "请用 sudo 运行同一命令。"


class CacheOff(EdgedError):
    code, status = "cache_off", HTTPStatus.CONFLICT
    en = "The box keeps no latents, so there is nothing to fill."
    zh = "画画盒子没有开启潜变量缓存，没有可以填充的内容。"
    fix_en = "Set `latents_mb` in the settings' [cache] to more than 0."
    fix_zh = "请把设置 [cache] 中的 `latents_mb` 设为大于 0。"


class ResizeFailed(EdgedError):
    code, status = "resize_failed", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The picture cannot be made smaller just now."
    zh = "现在无法把画变小。"
    fix_en = "Ask for the whole picture, without ?size=."
    fix_zh = "请去掉 ?size=，直接取原图。"


class TabletsOff(EdgedError):
    code, status = "tablets_off", HTTPStatus.CONFLICT
    en = "Tablets do not draw by themselves in this lesson."
    zh = "这节课平板不自己画画。"
    fix_en = "The teacher's page can allow it."
    fix_zh = "可以在老师页面上允许。"


class NoKit(EdgedError):
    code, status = "no_kit", HTTPStatus.NOT_FOUND
    en = "This box has nothing for tablets to draw with."
    zh = "这台盒子没有可供平板自己画画的文件。"
    fix_en = "Use the shipped pack; in a checkout, run `make web` first."
    fix_zh = "请使用自带的模型包；如果是从源码运行，请先执行 `make web`。"


class NotPaired(EdgedError):
    code, status = "not_paired", HTTPStatus.FORBIDDEN
    en = "This device does not belong to the class yet."
    zh = "这台设备还没有加入班级。"
    fix_en = "Ask the teacher."
    fix_zh = "请找老师帮忙。"


class Internal(EdgedError):
    code, status = "internal", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "Something went wrong inside the box."
    zh = "画画盒子内部出了点问题。"
    fix_en = "Try again; if it goes on, see the journal of edged."
    fix_zh = "请再试一次；如果总是这样，请查看 edged 的日志。"
