"""Made-up news: titles and paragraphs drawn from a stock of phrases, the same for the same random generator.

Places, firms and people do not exist.  Paragraphs are clean; a layout adds the stray spaces of an old site.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

PLACES = ("东岭市", "北河市", "云栖市", "青岚市", "石桥市", "长溪市", "平川市", "白鹭市", "安澜市", "望海市", "金穗市", "松坪市")
FIRMS = (
    "启航机械", "青禾食品", "蓝湾化工", "恒准仪表", "博远轴承", "绿源乳业", "喆源纺织", "镕坤铸造", "瑞成建工", "飞轮A&C电气",
    "晨曦制药", "远帆物流", "金石水泥", "雅木家居", "星火电缆", "天工模具", "百川水务", "鸿图印务", "康宁医械", "和丰农机",
)  # fmt: skip
PEOPLE = ("评审专家", "质量总监", "班组长", "一线工程师", "认证审核员", "高校教师", "企业首席质量官", "检验人员")
NUMBERS = ("三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")

TOPICS: dict[str, tuple[str, ...]] = {
    "news": ("质量提升行动", "标准化试点", "协会年度工作", "质量诚信承诺", "服务质量监测", "行业自律"),
    "excellence": ("卓越绩效评价准则", "组织自评报告编写", "质量奖申报", "标杆对比", "战略与经营结果评审"),
    "brands": ("区域品牌培育", "品牌价值评价", "地理标志保护", "老字号振兴", "品牌故事征集"),
    "engineers": ("质量工程师考前辅导", "统计过程控制", "测量系统分析", "可靠性设计", "抽样检验方法"),
    "supervision": ("设备监理规范", "压力容器制造监理", "风电设备见证点", "监理人员继续教育", "监理单位评价"),
    "education": ("质量知识进校园", "质量文化宣讲", "中小企业质量课堂", "职业院校质量竞赛", "质量开放日"),
    "downloads": ("申报表格", "会员入会材料", "自评报告模板", "培训报名回执", "评审员登记表"),
    "innovation": ("QC小组成果交流", "质量创新项目评价", "六西格玛黑带", "数字化检验", "质量信得过班组"),
    "satisfaction": ("顾客满意度测评", "公共服务满意度调查", "售后服务评价", "投诉数据分析", "服务蓝图"),
    "competitiveness": ("质量竞争力指数", "产业链质量联动", "中小企业质量帮扶", "质量成本核算", "供应商质量管理"),
    "lean": ("精益生产现场改善", "价值流图分析", "快速换模", "全员生产维护", "看板拉动"),
    "planning": ("品牌定位策划", "品牌传播方案", "视觉识别规范", "展会参展策划", "品牌危机应对"),
}

TITLES = (
    "{place}举办{topic}专题培训班",
    "关于举办第{number}期{topic}培训班的通知",
    "{firm}{topic}工作经验介绍",
    "{firm}在{topic}中取得新进展",
    "协会专家赴{place}开展{topic}调研",
    "{topic}研讨会在{place}召开",
    "“{topic}”主题沙龙走进{firm}",
    "关于开展{year}年度{topic}工作的通知",
    "{year}年度{topic}推荐名单公示",
    "{place}{firm}等单位在{year}年度{topic}交流活动中获得好评",
    "关于组织会员单位赴{place}{firm}参观学习{topic}并开展现场诊断交流活动的通知",
    "{place}：以{topic}为抓手，推动{firm}等骨干企业迈上新台阶",
    "{topic}答疑之{number}",
    "{firm}通过{topic}现场评审",
)
FORMS = (
    "{topic}（{year}年第{number}版）",
    "{year}年{topic}填写说明",
    "{place}分会{topic}下载",
    "关于更新{topic}的说明（{year}年{number}月修订）",
)

LEADS = (
    "{month}月{day}日，{topic}活动在{place}举行，来自{firm}等{count}家单位的代表参加。",
    "为帮助会员单位用好{topic}这一方法，协会定于近期在{place}组织集中学习，名额{count}人。",
    "近日，{firm}传来消息：围绕{topic}的三项攻关课题全部按期完成，年节约费用{count}万元。",
    "{month}月{day}日至{day2}日，协会组织{people}一行走进{firm}，就{topic}开展实地交流。",
    "经单位自愿申报、{place}分会初审和专家会议复核，{topic}工作的有关结果已经形成，现予公布。",
    "{place}今年把{topic}列为重点工作，目前已有{count}家企业完成首轮自查。",
)
BODIES = (
    "活动分为讲解、练习和讨论三个环节，{people}结合自己的案例讲了做法，也讲了走过的弯路。",
    "与会代表认为，方法本身并不复杂，难的是坚持记录数据，并且按数据说话。",
    "{firm}的做法是把每道工序的检验结果写在看板上，当班问题当班解决。",
    "该公司质量部负责人介绍，自推行以来，一次交验合格率提高了{small}个百分点。",
    "专家建议先选一条生产线试行，见到效果之后再推广到其他车间。",
    "主办方为每位学员准备了练习册，并安排{people}在课后逐一批改。",
    "根据调查，超过{count}%的受访单位愿意继续参加后续交流。",
    "参加人员须为在职的{people}，每家单位限报{small}人，报满为止。",
    "报名回执请于{month}月{day2}日之前发送至协会培训部，逾期不再受理。",
    "培训结束并考核合格的，由协会发给结业证书，证书编号可以在网上查询。",
    "这家企业成立于上世纪九十年代，现有职工{count}余人，产品销往二十多个国家和地区。",
    "评审组查阅了近三年的记录，抽查了{small}个班组，并随机访谈了部分员工。",
    "大家一致认为，好的质量不是检验出来的，而是设计和制造出来的。",
    "针对评审中发现的不足，企业当场列出了整改清单，明确了责任人和完成时间。",
    "过去靠经验判断的环节，现在都有了清楚的作业指导书和照片示例。",
    "同时，协会还将依托ISO 9001换版的契机，为小微企业提供免费咨询。",
    "会上发布了新一版的工作手册，对术语、流程和评分方法作了统一说明。",
    "为方便外地代表，本次活动开通了线上会场，共有{count}人次在线收看。",
    "有关材料将在会后整理成册，供未能到场的会员单位参考。",
    "下一步，{place}将建立季度通报制度，对进展缓慢的单位进行一对一辅导。",
    "现场演示中，操作人员仅用{small}分钟就完成了以往需要半小时的调整。",
    "顾客的每一条意见都会在二十四小时之内得到答复，并录入数据库统一分析。",
    "在自由讨论阶段，{people}就数据采集的频次和样本数量提出了不同看法。",
    "项目组先后收集有效问卷{count}份，走访用户{small}次，形成了完整的分析报告。",
    "公示期为{small}个工作日，如有异议，请以书面形式向协会秘书处反映。",
    "本次活动不收取任何评审费用，食宿由单位自理。",
    "{firm}承诺，对同批次产品实行终身追溯，出现问题先行赔付。",
    "从图纸到成品，每个零件都带着一张小小的二维码，扫一扫就能看到它的来历。",
    "老师傅说，以前靠手摸耳听，如今靠传感器和曲线，但是认真两个字没有变。",
    "与去年相比，参评单位增加了{small}家，其中服务业单位首次超过三成。",
    "协会秘书处负责日常联络，并对各单位提交的数据严格保密。",
    "通过对标，企业找到了在交货期和返修率方面与先进水平的差距。",
    "培训教室设在{place}职业学院实训楼二层，请学员自带计算器。",
    "对连续两年未提交总结的单位，协会将在核实情况后取消其推荐资格。",
    "学员们分成{small}个小组，用一天时间画出了整条流程，并找到了最耗时的三处等待。",
    "改善前后对比显示，车间在制品减少了近四成，通道也宽敞了许多。",
)
CLOSINGS = (
    "欢迎各有关单位积极参加，并将意见和建议及时反馈给我们。",
    "协会将继续跟踪这项工作的进展，并适时组织回访。",
    "具体安排以届时发出的正式文件为准，联系电话见本站“联系我们”栏目。",
    "更多内容，请留意本栏目后续报道。",
)
NOTES = (
    "更正：原文中的联系电话有误，现已改正。",
    "补充：因场地调整，报到时间推迟一天。",
    "说明：参加单位数量按最终统计作了修改。",
)
REWORDINGS = (
    ("举办", "成功举办"), ("召开", "顺利召开"), ("开展", "扎实开展"), ("取得", "不断取得"), ("通过", "高分通过"),
    ("走进", "再次走进"), ("经验介绍", "典型经验介绍"), ("推荐名单", "拟推荐名单"), ("迈上", "再上"),
)  # fmt: skip


def title(rng: Random, section: str, year: int) -> str:
    """A headline for a section; may come out twice, the caller sees to it that it does not."""
    return rng.choice(FORMS if section == "downloads" else TITLES).format(
        place=rng.choice(PLACES), firm=rng.choice(FIRMS), topic=rng.choice(TOPICS[section]), number=rng.choice(NUMBERS), year=year
    )


def paragraphs(rng: Random, section: str, headline: str, at: datetime) -> tuple[str, ...]:
    """The text under a headline: a lead, paragraphs no two of which share a sentence, a closing."""
    topic = next((topic for topic in TOPICS[section] if topic in headline), TOPICS[section][0])
    sentences = rng.sample(BODIES, rng.randint(7, 15))
    groups = _groups(rng, sentences)
    texts = [rng.choice(LEADS) + groups[0], *groups[1:], rng.choice(CLOSINGS)]
    return tuple(_filled(rng, text, topic, at) for text in texts)


def corrected_title(title: str) -> str:
    """The headline as an editor would put it right, always different from what it was."""
    for old, new in REWORDINGS:
        if old in title and new not in title:
            return title.replace(old, new, 1)
    return f"{title}（更新）"


def corrected_paragraphs(rng: Random, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The text with a sentence of correction put before the closing paragraph."""
    return (*paragraphs[:-1], f"{rng.choice(NOTES)}修订序号为{rng.randint(100, 99999)}。", *paragraphs[-1:])


def _groups(rng: Random, sentences: Sequence[str]) -> list[str]:
    groups = []
    rest = list(sentences)
    while rest:
        size = rng.randint(2, 4)
        groups.append("".join(rest[:size]))
        rest = rest[size:]
    return groups


def _filled(rng: Random, text: str, topic: str, at: datetime) -> str:
    day = min(at.day, 26)
    return text.format(
        place=rng.choice(PLACES),
        firm=rng.choice(FIRMS),
        people=rng.choice(PEOPLE),
        topic=topic,
        month=at.month,
        day=day,
        day2=day + 2,
        count=rng.randint(35, 96),
        small=rng.randint(2, 9),
    )
