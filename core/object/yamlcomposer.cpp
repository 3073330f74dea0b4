#include "core/object/yamlcomposer.h"

#include "core/base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

constexpr QByteArrayView kCoreTag = "tag:yaml.org,2002:";
constexpr QStringView kMergeNeedsMaps = u"<< needs a map or a list of maps as its value";
// From here on the members of a map have an index.
constexpr size_t kManyMembers = 16;

// go-yaml's rule against alias bombs: of few nodes nearly all may be copies, of millions only some.
double allowedAliasRatio(qsizetype nodes)
{
    constexpr double low = 400'000;
    constexpr double high = 4'000'000;
    if (double(nodes) <= low)
        return 0.99;
    if (double(nodes) >= high)
        return 0.10;
    return 0.99 - 0.89 * (double(nodes) - low) / (high - low);
}

bool isCoreTag(QByteArrayView tag, QByteArrayView name)
{
    return tag.startsWith(kCoreTag) && tag.sliced(kCoreTag.size()) == name;
}

// As people write it: "!!python/object", "!mine".
QString shortTag(QByteArrayView tag)
{
    const bool core = tag.startsWith(kCoreTag);
    const QString name = QString::fromUtf8(core ? tag.sliced(kCoreTag.size()) : tag);
    return text::singleLine(core ? QString(u"!!"_s + name) : name, 80);
}

QString quoted(const QString& untrusted)
{
    return u'"' + text::singleLine(untrusted, 80) + u'"';
}

} // namespace

YamlComposer::YamlComposer(QString file, const YamlBudget& budget)
    : m_budget(budget)
    , m_positions(file)
    , m_file(std::move(file))
{ }

void YamlComposer::beginDocument()
{
    m_anchors.clear();
    m_anchored.clear();
    m_root = {};
    m_rootAt = {};
    m_nodesBefore = m_nodes;
    m_aliased = 0;
}

YamlDocument YamlComposer::endDocument()
{
    Q_ASSERT_X(m_frames.empty(), "YamlComposer", "a document ended inside of a collection");
    YamlDocument document;
    document.value = std::exchange(m_root, {}).value;
    if (document.value.isNull()) // about to be dropped; there may be millions
        m_positions.clear();
    else
        document.source = m_positions.finish();
    document.start = {m_file, m_rootAt.line, m_rootAt.column};
    return document;
}

bool YamlComposer::refuse(const QString& what, TextPosition at)
{
    m_problem = {what, at};
    return false;
}

bool YamlComposer::expectsKey() const
{
    if (m_frames.empty() || m_frames.back().kind != Collection::Map)
        return false;
    return !m_frames.back().key && !m_frames.back().mergeNext;
}

bool YamlComposer::count(qsizetype nodes, TextPosition at)
{
    m_nodes += nodes;
    if (m_nodes <= m_budget.maxNodes)
        return true;
    return refuse(u"more than %1 values; split the file"_s.arg(m_budget.maxNodes), at);
}

// The source map's key of the value that comes next.
quint64 YamlComposer::nextPlace() const
{
    if (m_frames.empty())
        return SourceMap::rootKey();
    const Frame& frame = m_frames.back();
    if (frame.place == 0 || frame.mergeNext)
        return 0;
    return frame.kind == Collection::Sequence
        ? SourceMap::childKey(frame.place, qsizetype(m_items.size() - frame.begin))
        : SourceMap::childKey(frame.place, *frame.key);
}

std::optional<size_t> YamlComposer::declare(QByteArrayView anchor)
{
    if (anchor.isEmpty())
        return std::nullopt;
    m_anchors.insert(anchor.toByteArray(), m_anchored.size());
    m_anchored.emplace_back();
    return m_anchored.size() - 1;
}

void YamlComposer::define(std::optional<size_t> anchor, const Node& node)
{
    if (anchor)
        m_anchored[*anchor] = node;
}

bool YamlComposer::alias(QByteArrayView anchor, TextPosition at)
{
    const auto found = m_anchors.constFind(QByteArray::fromRawData(anchor.data(), anchor.size()));
    const QString name = text::singleLine(QString::fromUtf8(anchor), 80);
    if (found == m_anchors.cend())
        return refuse(u"the alias *%1 names no anchor before it in this document"_s.arg(name), at);
    if (!m_anchored[*found])
        return refuse(u"the anchor &%1 contains itself"_s.arg(name), at);
    const Node node = *m_anchored[*found];
    m_aliased += node.count;
    if (!count(node.count + 1, at))
        return false;
    const qsizetype nodes = m_nodes - m_nodesBefore;
    if (nodes > 100 && double(m_aliased) > allowedAliasRatio(nodes) * double(nodes)) {
        return refuse(u"the alias *%1 expands too much: %2 of %3 values are copies"_s.arg(name)
                          .arg(m_aliased)
                          .arg(nodes),
                      at);
    }
    // A merge puts the members of a map where the map would stand, one level less deep.
    const bool isMerge = !m_frames.empty() && m_frames.back().mergeNext;
    if (int(m_frames.size()) + node.height - (isMerge ? 1 : 0) > m_budget.maxDepth) {
        return refuse(
            u"nested deeper than %1 levels by the alias *%2 at line %3"_s.arg(m_budget.maxDepth)
                .arg(name)
                .arg(at.line),
            at);
    }
    if (!expectsKey()) {
        if (isMerge && !node.value.isObject())
            return refuse(kMergeNeedsMaps.toString(), at);
        return addValue(node, at);
    }
    if (node.value.isObject() || node.value.isArray())
        return refuse(
            u"the alias *%1 stands for a list or a map, which cannot be a key"_s.arg(name), at);
    return addKey(node.key, at);
}

bool YamlComposer::scalar(QByteArrayView text, Style style, const Properties& properties)
{
    if (!count(1, properties.at))
        return false;
    const bool plain = style == Style::Plain && properties.tag.isEmpty();
    if (expectsKey() && text == "<<" && (plain || isCoreTag(properties.tag, "merge"))) {
        define(declare(properties.anchor), {Json(u"<<"_s), u"<<"_s, 1, 0});
        m_frames.back().mergeNext = true;
        ++m_frames.back().count;
        return true;
    }
    const std::optional<YamlScalar> value = resolve(text, style, properties);
    if (!value)
        return false;
    if (expectsKey()) {
        if (!properties.anchor.isEmpty() && !value->json())
            return refuse(u"this key cannot have an anchor"_s, properties.at);
        const std::optional<QString> key = value->type() == YamlScalar::Type::String
            ? std::optional(KeyCache::ofThisThread().key(
                m_decoded.isEmpty() ? text : QByteArrayView(m_decoded)))
            : value->key();
        if (!properties.anchor.isEmpty())
            define(declare(properties.anchor), {*value->json(), key, 1, 0});
        return addKey(key, properties.at);
    }
    const std::optional<Json> json = value->json();
    if (!json) {
        return refuse(
            u"%1 is no number that JSON and Kubernetes know; quote it if it is a text"_s.arg(
                QString::fromUtf8(text)),
            properties.at);
    }
    const Node node {*json, properties.anchor.isEmpty() ? std::nullopt : value->key(), 1, 0};
    define(declare(properties.anchor), node);
    return addValue(node, properties.at);
}

std::optional<YamlScalar> YamlComposer::resolve(QByteArrayView text, Style style,
                                                const Properties& properties)
{
    m_decoded.clear();
    const QByteArrayView tag = properties.tag;
    if (tag.isEmpty())
        return style == Style::Plain ? YamlScalar::plain(text) : YamlScalar::string(text);
    if (tag == "!")
        return YamlScalar::string(text);
    if (isCoreTag(tag, "binary"))
        return resolveBinary(text, properties.at);
    if (!YamlScalar::isTypeTag(tag)) {
        refuse(u"the tag %1 is not known; Kubernetes has no use for it: remove it"_s.arg(
                   shortTag(tag)),
               properties.at);
        return std::nullopt;
    }
    std::optional<YamlScalar> value = YamlScalar::tagged(tag, text);
    if (!value)
        refuse(quoted(QString::fromUtf8(text)) + u" cannot be read as "_s + shortTag(tag),
               properties.at);
    return value;
}

std::optional<YamlScalar> YamlComposer::resolveBinary(QByteArrayView text, TextPosition at)
{
    QByteArray base64 = text.toByteArray();
    base64.removeIf([](char c) { return c == '\n' || c == '\r'; });
    const auto decoded
        = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || base64.size() % 4 != 0) {
        refuse(u"the !!binary value is not base64"_s, at);
        return std::nullopt;
    }
    m_decoded = *decoded;
    if (firstInvalidUtf8(m_decoded) >= 0) {
        refuse(
            u"the !!binary value is no text; Kubernetes takes such data as plain base64 text, in "
            "data of a Secret or binaryData of a ConfigMap"_s,
            at);
        return std::nullopt;
    }
    return YamlScalar::string(m_decoded);
}

bool YamlComposer::beginCollection(Collection kind, const Properties& properties)
{
    const TextPosition at = properties.at;
    if (!count(1, at))
        return false;
    if (expectsKey())
        return refuse(u"a list or a map cannot be a key"_s, at);
    if (int(m_frames.size()) >= m_budget.maxDepth) {
        return refuse(
            u"nested deeper than %1 levels at line %2"_s.arg(m_budget.maxDepth).arg(at.line), at);
    }
    const QByteArrayView tag = properties.tag;
    const bool isMap = kind == Collection::Map;
    if (!tag.isEmpty() && tag != "!" && !isCoreTag(tag, isMap ? "map" : "seq")
        && !(isMap && isCoreTag(tag, "set")))
        return refuse(u"the tag %1 is not known for a %2: remove it"_s.arg(
                          shortTag(tag), isMap ? u"map"_s : u"list"_s),
                      at);
    Frame frame;
    frame.kind = kind;
    frame.at = at;
    frame.anchor = declare(properties.anchor);
    frame.begin = isMap ? m_members.size() : m_items.size();
    frame.place = nextPlace();
    m_frames.push_back(std::move(frame));
    return true;
}

bool YamlComposer::endCollection()
{
    Frame frame = std::move(m_frames.back());
    m_frames.pop_back();
    Node node;
    node.count = frame.count;
    node.height = frame.height + 1;
    node.value = frame.kind == Collection::Map ? takeMap(frame) : takeList(frame);
    define(frame.anchor, node);
    return addValue(node, frame.at);
}

bool YamlComposer::addKey(const std::optional<QString>& key, TextPosition at)
{
    if (!key)
        return refuse(u"null and integers above 9223372036854775807 cannot be keys; quote it"_s,
                      at);
    Frame& frame = m_frames.back();
    frame.key = key;
    frame.keyAt = at;
    ++frame.count;
    return true;
}

bool YamlComposer::addValue(const Node& node, TextPosition at)
{
    if (const quint64 place = nextPlace(); place != 0)
        m_positions.add(place, {at.line, at.column});
    if (m_frames.empty()) {
        m_root = node;
        m_rootAt = at;
        return true;
    }
    Frame& frame = m_frames.back();
    frame.count += node.count;
    frame.height = qMax(frame.height, node.height - (frame.mergeNext ? 1 : 0));
    if (frame.kind == Collection::Sequence) {
        m_items.push_back(node.value);
        return true;
    }
    return frame.mergeNext ? merge(frame, node.value, at) : addMember(frame, node.value);
}

bool YamlComposer::addMember(Frame& frame, const Json& value)
{
    const QString key = *std::exchange(frame.key, std::nullopt);
    const Member* known = find(frame, key);
    if (known && known->line > 0) {
        return refuse(u"the key %1 stands twice in one map, first at line %2; keep one of them"_s
                          .arg(quoted(key))
                          .arg(known->line),
                      frame.keyAt);
    }
    setMember(frame, key, value, frame.keyAt.line);
    return true;
}

// go-yaml v2's way: what is merged overrides the keys before it, and is overridden by those after.
bool YamlComposer::merge(Frame& frame, const Json& value, TextPosition at)
{
    frame.mergeNext = false;
    const auto mergeMap = [&](const Json& map) {
        for (const auto& [key, member] : map.members()) {
            setMember(frame, key, member, 0);
            if (frame.place != 0)
                m_positions.add(SourceMap::childKey(frame.place, key), {at.line, at.column});
        }
        return map.isObject();
    };
    if (!value.isArray()) {
        return mergeMap(value) || refuse(kMergeNeedsMaps.toString(), at);
    }
    const std::span<const Json> maps = value.items();
    for (size_t i = maps.size(); i > 0; --i) { // the first of them wins
        if (!mergeMap(maps[i - 1]))
            return refuse(kMergeNeedsMaps.toString(), at);
    }
    return true;
}

void YamlComposer::setMember(Frame& frame, const QString& key, const Json& value, int line)
{
    if (Member* known = find(frame, key)) {
        known->value = value;
        known->line = qMax(known->line, line);
        return;
    }
    m_members.push_back({key, value, line});
    if (!frame.index.isEmpty())
        frame.index.insert(key, m_members.size() - 1);
}

YamlComposer::Member* YamlComposer::find(Frame& frame, const QString& key)
{
    if (m_members.size() - frame.begin < kManyMembers) {
        const auto found = std::find_if(m_members.begin() + qsizetype(frame.begin), m_members.end(),
                                        [&](const Member& member) { return member.key == key; });
        return found == m_members.end() ? nullptr : &*found;
    }
    if (frame.index.isEmpty()) {
        for (size_t i = frame.begin; i < m_members.size(); ++i)
            frame.index.insert(m_members[i].key, i);
    }
    const auto found = frame.index.constFind(key);
    return found == frame.index.cend() ? nullptr : &m_members[*found];
}

Json YamlComposer::takeMap(const Frame& frame)
{
    Json::Members members;
    members.reserve(m_members.size() - frame.begin);
    for (size_t i = frame.begin; i < m_members.size(); ++i)
        members.emplace_back(std::move(m_members[i].key), std::move(m_members[i].value));
    m_members.erase(m_members.begin() + qsizetype(frame.begin), m_members.end());
    return Json(std::move(members));
}

Json YamlComposer::takeList(const Frame& frame)
{
    const auto begin = m_items.begin() + qsizetype(frame.begin);
    Json::Items items(std::make_move_iterator(begin), std::make_move_iterator(m_items.end()));
    m_items.erase(begin, m_items.end());
    return Json(std::move(items));
}

} // namespace cauce::object
