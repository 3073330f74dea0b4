#include "core/sandbox/table.h"

#include "core/object/jsoncodec.h"
#include "core/sandbox/representation.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

QString createdAt(const Json& object)
{
    return object.path({u"metadata", u"creationTimestamp"}).toString();
}

Column nameColumn()
{
    return {u"Name"_s, u"string"_s,
            [](const Json& object, const QDateTime&) {
                return Json(object.path({u"metadata", u"name"}).toString());
            },
            0, u"name"_s};
}

Json printed(const Json& value, const QString& type, const QDateTime& now)
{
    if (value.isNull())
        return {};
    if (type == "date"_L1)
        return Json(ageText(value.toString(), now));
    if (type != "string"_L1)
        return value;
    if (value.isString())
        return value;
    return Json(QString::fromUtf8(object::toJson(value)));
}

std::vector<Column> customColumns(const ServedKind& kind)
{
    std::vector<Column> columns {nameColumn()};
    for (const Json& declared : kind.printerColumns.items()) {
        const QString type = declared[u"type"].toString();
        const QString path = declared[u"jsonPath"].toString();
        Column column;
        column.name = declared[u"name"].toString();
        column.type = type;
        column.format = declared[u"format"].toString();
        column.priority = int(declared[u"priority"].toInteger().value_or(0));
        column.cell = [path, type](const Json& object, const QDateTime& now) {
            const std::vector<Json> found = jsonPathValues(object, path);
            return found.empty() ? Json() : printed(found.front(), type, now);
        };
        columns.push_back(std::move(column));
    }
    if (kind.printerColumns.size() == 0)
        columns.push_back({u"Age"_s, u"date"_s, [](const Json& object, const QDateTime& now) {
                               return Json(ageText(createdAt(object), now));
                           }});
    return columns;
}

//! ".name", or "[...]" without its brackets.
struct PathStep
{
    QString text;
    bool isBracket = false;
};

std::vector<PathStep> stepsOf(const QString& path)
{
    std::vector<PathStep> steps;
    qsizetype i = 0;
    while (i < path.size()) {
        PathStep step;
        if (path.at(i) == u'[') {
            const qsizetype end = path.indexOf(u']', i);
            if (end < 0)
                return {};
            step = {path.mid(i + 1, end - i - 1), true};
            i = end + 1;
        } else {
            if (path.at(i) == u'.')
                ++i;
            for (; i < path.size() && path.at(i) != u'.' && path.at(i) != u'['; ++i) {
                if (path.at(i) == u'\\' && i + 1 < path.size())
                    ++i;
                step.text += path.at(i);
            }
        }
        if (!step.text.isEmpty())
            steps.push_back(step);
    }
    return steps;
}

QString unquoted(QString text)
{
    text = text.trimmed();
    const bool isQuoted = text.size() >= 2 && (text.at(0) == u'\'' || text.at(0) == u'"')
        && text.back() == text.front();
    return isQuoted ? text.mid(1, text.size() - 2) : text;
}

bool fitsFilter(const Json& item, const QString& filter)
{
    // ?(@.type=="Ready")
    const qsizetype equals = filter.indexOf("=="_L1);
    if (!filter.startsWith("?("_L1) || !filter.endsWith(u')') || equals < 0)
        return false;
    const QString path = filter.mid(2, equals - 2).trimmed();
    const QString wanted = unquoted(filter.mid(equals + 2, filter.size() - equals - 3));
    if (!path.startsWith(u'@'))
        return false;
    const std::vector<Json> found = jsonPathValues(item, path.mid(1));
    if (found.empty())
        return false;
    return found.front().isString() ? found.front().toString() == wanted
                                    : object::toJson(found.front()) == wanted.toUtf8();
}

void followBracket(const Json& value, const QString& inside, std::vector<Json>& to)
{
    bool isIndex = false;
    const qsizetype index = inside.toLongLong(&isIndex);
    if (isIndex) {
        const qsizetype at = index < 0 ? value.size() + index : index;
        if (value.isArray() && at >= 0 && at < value.size())
            to.push_back(value.at(at));
    } else if (inside == "*"_L1) {
        to.insert(to.end(), value.items().begin(), value.items().end());
    } else if (inside.startsWith(u'?')) {
        for (const Json& item : value.items()) {
            if (fitsFilter(item, inside))
                to.push_back(item);
        }
    } else if (const Json* member = value.find(unquoted(inside))) {
        to.push_back(*member);
    }
}

} // namespace

std::vector<Json> jsonPathValues(const Json& object, const QString& path)
{
    QString plain = path.trimmed();
    if (plain.startsWith(u'{') && plain.endsWith(u'}'))
        plain = plain.mid(1, plain.size() - 2);
    const std::vector<PathStep> steps = stepsOf(plain);
    std::vector<Json> values;
    if (!steps.empty())
        values.push_back(object);
    for (const PathStep& step : steps) {
        std::vector<Json> next;
        for (const Json& value : values) {
            if (step.isBracket)
                followBracket(value, step.text, next);
            else if (const Json* member = value.find(step.text))
                next.push_back(*member);
        }
        values = std::move(next);
    }
    return values;
}

QString durationText(std::chrono::seconds duration)
{
    const qint64 seconds = duration.count();
    const auto pair = [](qint64 a, QChar unitA, qint64 b, QChar unitB) {
        const QString first = QString::number(a) + unitA;
        return b == 0 ? first : first + QString::number(b) + unitB;
    };
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    if (seconds < -1)
        return u"<invalid>"_s;
    if (seconds < 120)
        return QString::number(qMax<qint64>(0, seconds)) + u's';
    if (minutes < 10)
        return pair(minutes, u'm', seconds % 60, u's');
    if (minutes < 180)
        return QString::number(minutes) + u'm';
    if (hours < 8)
        return pair(hours, u'h', minutes % 60, u'm');
    if (hours < 48)
        return QString::number(hours) + u'h';
    if (hours < 192)
        return pair(hours / 24, u'd', hours % 24, u'h');
    if (hours < 365 * 2 * 24)
        return QString::number(hours / 24) + u'd';
    if (hours < 365 * 8 * 24)
        return pair(hours / 24 / 365, u'y', hours / 24 % 365, u'd');
    return QString::number(hours / 24 / 365) + u'y';
}

QString ageText(const QString& time, const QDateTime& now)
{
    const QDateTime then = QDateTime::fromString(time, Qt::ISODateWithMs);
    if (!then.isValid())
        return u"<unknown>"_s;
    return durationText(std::chrono::seconds(then.msecsTo(now) / 1000));
}

std::vector<Column> columnsOf(const ServedKind& kind)
{
    if (kind.isCustom)
        return customColumns(kind);
    std::vector<Column> columns {nameColumn()};
    std::vector<Column> own = builtInColumns(kind.type.groupKind());
    if (own.empty()) {
        own.push_back({u"Created At"_s, u"date"_s, [](const Json& object, const QDateTime&) {
                           return Json(createdAt(object));
                       }});
    } else if (own.back().format == "name"_L1) { // Events have their name last
        columns.clear();
    }
    columns.insert(columns.end(), own.begin(), own.end());
    return columns;
}

TablePrinter::TablePrinter(const ServedKind& kind, RowObject rowObject)
    : m_columns(columnsOf(kind))
    , m_rowObject(rowObject)
    , m_isPlain(!kind.isCustom && builtInColumns(kind.type.groupKind()).empty())
{ }

Json TablePrinter::row(const Json& object, const QDateTime& now) const
{
    Json cells = Json::emptyArray();
    for (const Column& column : m_columns)
        cells.append(column.cell(object, now));
    Json row = Json::emptyObject();
    row.set(u"cells"_s, cells);
    Json shown;
    if (m_rowObject == RowObject::Whole)
        shown = object;
    else if (m_rowObject == RowObject::Metadata)
        shown = partialObject(object);
    row.set(u"object"_s, shown);
    return row;
}

Json TablePrinter::table(const std::vector<Json>& objects, Json metadata, const QDateTime& now,
                         bool isFirst) const
{
    Json definitions;
    if (isFirst) {
        definitions = Json::emptyArray();
        for (const Column& column : m_columns) {
            Json definition = Json::emptyObject();
            definition.set(u"name"_s, Json(column.name));
            definition.set(u"type"_s, Json(column.type));
            definition.set(u"format"_s, Json(column.format));
            definition.set(u"description"_s, Json(QString()));
            definition.set(u"priority"_s, Json(qint64(column.priority)));
            definitions.append(definition);
        }
    }
    Json rows;
    if (!m_isPlain || !objects.empty()) // as a server has it: such a Table has no rows but null
        rows = Json::emptyArray();
    for (const Json& object : objects)
        rows.append(row(object, now));
    Json json = Json::emptyObject();
    json.set(u"kind"_s, Json(u"Table"_s));
    json.set(u"apiVersion"_s, Json(u"meta.k8s.io/v1"_s));
    json.set(u"metadata"_s, std::move(metadata));
    json.set(u"columnDefinitions"_s, definitions);
    json.set(u"rows"_s, rows);
    return json;
}

} // namespace cauce::sandbox
