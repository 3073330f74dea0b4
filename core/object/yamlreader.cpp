#include "core/object/yamlreader.h"

#include "core/object/jsonreader.h"
#include "core/object/sourcemap.h"
#include "core/object/yamlcheck.h"
#include "core/object/yamlcomposer.h"

#include <yaml.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

TextPosition positionOf(const yaml_mark_t& mark)
{
    return {int(mark.line) + 1, int(mark.column) + 1};
}

QByteArrayView viewOf(const yaml_char_t* text)
{
    return QByteArrayView(reinterpret_cast<const char*>(text));
}

// One event of libyaml, which owns its texts.
class YamlEvent
{
public:
    YamlEvent() = default;
    ~YamlEvent() { yaml_event_delete(&m_event); }
    YamlEvent(const YamlEvent&) = delete;
    YamlEvent& operator=(const YamlEvent&) = delete;

    yaml_event_t* reset()
    {
        yaml_event_delete(&m_event);
        return &m_event;
    }
    const yaml_event_t& get() const { return m_event; }

private:
    yaml_event_t m_event {};
};

//! Finds the bytes behind libyaml's marks, which count characters; asked for rising marks.
class SourceCursor
{
public:
    explicit SourceCursor(QByteArrayView text)
        : m_text(text)
        , m_byte(text.startsWith("\xef\xbb\xbf") ? 3 : 0)
    { }

    QByteArrayView between(const yaml_mark_t& begin, const yaml_mark_t& end)
    {
        const qsizetype from = byteOf(begin.index);
        return m_text.sliced(from, byteOf(end.index) - from);
    }

private:
    qsizetype byteOf(size_t index)
    {
        while (m_index < index && m_byte < m_text.size()) {
            ++m_byte;
            while (m_byte < m_text.size() && (quint8(m_text.at(m_byte)) & 0xc0) == 0x80)
                ++m_byte;
            ++m_index;
        }
        return m_byte;
    }

    QByteArrayView m_text;
    qsizetype m_byte;
    size_t m_index = 0;
};

// go-yaml refuses the escape "\/", which libyaml takes.
bool hasEscapedSlash(QByteArrayView quoted)
{
    for (qsizetype i = 0; i + 1 < quoted.size(); ++i) {
        if (quoted.at(i) != '\\')
            continue;
        if (quoted.at(i + 1) == '/')
            return true;
        ++i;
    }
    return false;
}

// Whether "! " stands among a node's properties: libyaml hides that tag.
bool hasNonSpecificTag(QByteArrayView node)
{
    while (node.startsWith('&') || node.startsWith(' ') || node.startsWith('\n')) {
        qsizetype skip = 1;
        while (node.at(0) == '&' && skip < node.size() && node.at(skip) > ' ')
            ++skip;
        node = node.sliced(skip);
    }
    return node.startsWith('!') && (node.size() == 1 || node.at(1) <= ' ');
}

class YamlParser
{
public:
    YamlParser(const QByteArray& text, const QString& file, const YamlBudget& budget)
        : m_text(text)
        , m_file(file)
        , m_composer(file, budget)
        , m_cursor(text)
        , m_slashes(text.contains("\\/"))
        , m_exclamations(text.contains("! ") || text.contains("!\n"))
    { }
    ~YamlParser()
    {
        if (m_ready)
            yaml_parser_delete(&m_parser);
    }
    YamlParser(const YamlParser&) = delete;
    YamlParser& operator=(const YamlParser&) = delete;

    Result<QList<YamlDocument>> read()
    {
        m_ready = yaml_parser_initialize(&m_parser) != 0;
        if (!m_ready)
            return fail(ErrorKind::Internal, m_file + u": no memory for the YAML parser"_s);
        yaml_parser_set_input_string(&m_parser,
                                     reinterpret_cast<const unsigned char*>(m_text.constData()),
                                     size_t(m_text.size()));
        YamlEvent event;
        do {
            if (yaml_parser_parse(&m_parser, event.reset()) == 0)
                return syntaxFailure();
            if (!take(event.get())) {
                const YamlComposer::Problem& problem = m_composer.problem();
                return explainedYamlFailure(m_text, m_file, problem.at, problem.what);
            }
            if (m_directive) {
                return yamlFailure(m_file, *m_directive,
                                   u"YAML directives (%YAML, %TAG) are not supported, neither by "
                                   "kubectl; remove the line"_s);
            }
        } while (event.get().type != YAML_STREAM_END_EVENT);
        return m_documents;
    }

private:
    bool take(const yaml_event_t& event)
    {
        const TextPosition at = positionOf(event.start_mark);
        switch (event.type) {
        case YAML_DOCUMENT_START_EVENT: {
            const auto& start = event.data.document_start;
            if (start.version_directive || start.tag_directives.start != start.tag_directives.end)
                m_directive = at;
            m_composer.beginDocument();
            return true;
        }
        case YAML_DOCUMENT_END_EVENT: {
            YamlDocument document = m_composer.endDocument();
            if (!document.value.isNull())
                m_documents.append(std::move(document));
            return true;
        }
        case YAML_ALIAS_EVENT:
            return m_composer.alias(viewOf(event.data.alias.anchor), at);
        case YAML_SCALAR_EVENT:
            return takeScalar(event);
        case YAML_SEQUENCE_START_EVENT:
            return m_composer.beginCollection(YamlComposer::Collection::Sequence,
                                              {viewOf(event.data.sequence_start.anchor),
                                               viewOf(event.data.sequence_start.tag), at});
        case YAML_MAPPING_START_EVENT:
            return m_composer.beginCollection(YamlComposer::Collection::Map,
                                              {viewOf(event.data.mapping_start.anchor),
                                               viewOf(event.data.mapping_start.tag), at});
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            return m_composer.endCollection();
        default:
            return true;
        }
    }

    bool takeScalar(const yaml_event_t& event)
    {
        const auto& scalar = event.data.scalar;
        const QByteArrayView text(reinterpret_cast<const char*>(scalar.value),
                                  qsizetype(scalar.length));
        const bool isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
        YamlComposer::Properties properties {viewOf(scalar.anchor), viewOf(scalar.tag),
                                             positionOf(event.start_mark)};
        if (m_slashes && scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
            && hasEscapedSlash(m_cursor.between(event.start_mark, event.end_mark)))
            return m_composer.refuse(u"found unknown escape character '\\/'"_s, properties.at);
        if (m_exclamations && isPlain && !scalar.tag
            && hasNonSpecificTag(m_cursor.between(event.start_mark, event.end_mark)))
            properties.tag = "!";
        return m_composer.scalar(
            text, isPlain ? YamlComposer::Style::Plain : YamlComposer::Style::Quoted, properties);
    }

    Failure syntaxFailure() const
    {
        const QString what
            = m_parser.problem ? QString::fromUtf8(m_parser.problem) : u"cannot be read as YAML"_s;
        if (m_parser.error == YAML_MEMORY_ERROR)
            return fail(ErrorKind::Internal, m_file + u": no memory for the YAML parser"_s);
        if (m_parser.error == YAML_READER_ERROR) {
            const TextPosition at = positionAt(m_text, qsizetype(m_parser.problem_offset));
            return yamlFailure(
                m_file, at,
                what + u" (U+%1)"_s.arg(uint(m_parser.problem_value), 4, 16, QLatin1Char('0')));
        }
        const TextPosition at = positionOf(m_parser.problem_mark);
        const bool elsewhere
            = m_parser.context && m_parser.context_mark.line != m_parser.problem_mark.line;
        const QString context = elsewhere
            ? QString(u' ' + QString::fromUtf8(m_parser.context) + u" that begins at line "
                      + QString::number(m_parser.context_mark.line + 1))
            : QString();
        return explainedYamlFailure(m_text, m_file, at, what + context);
    }

    const QByteArray& m_text;
    const QString& m_file;
    YamlComposer m_composer;
    SourceCursor m_cursor;
    bool m_slashes;
    bool m_exclamations;
    bool m_ready = false;
    yaml_parser_t m_parser {};
    std::optional<TextPosition> m_directive;
    QList<YamlDocument> m_documents;
};

bool beginsLikeJson(const QByteArray& text)
{
    const QByteArrayView view
        = QByteArrayView(text).sliced(text.startsWith("\xef\xbb\xbf") ? 3 : 0);
    return view.trimmed().startsWith('{');
}

Result<QList<YamlDocument>> readJsonDocument(const QByteArray& text, const QString& file,
                                             const YamlBudget& budget)
{
    SourceMapBuilder positions(file);
    const Result<Json> value
        = readJson(text, file, {budget.maxBytes, budget.maxNodes, budget.maxDepth}, &positions);
    if (!value)
        return Failure {value.error()};
    YamlDocument document {*value, positions.finish(), {}};
    document.start = document.source->start();
    return QList<YamlDocument> {document};
}

} // namespace

Result<QList<YamlDocument>> readYaml(const QByteArray& text, const QString& file,
                                     const YamlBudget& budget)
{
    if (const Result<void> checked = checkYamlText(text, file, budget.maxBytes); !checked)
        return Failure {checked.error()};
    if (beginsLikeJson(text)) {
        if (Result<QList<YamlDocument>> json = readJsonDocument(text, file, budget))
            return json;
    }
    return YamlParser(text, file, budget).read();
}

Result<QList<YamlDocument>> readDocuments(const QByteArray& text, const QString& file,
                                          const YamlBudget& budget)
{
    if (!file.endsWith(u".json"))
        return readYaml(text, file, budget);
    if (const Result<void> checked = checkYamlText(text, file, budget.maxBytes); !checked)
        return Failure {checked.error()};
    return readJsonDocument(text, file, budget);
}

} // namespace cauce::object
