#include "app/gui.h"

#include "app/application.h"
#include "app/screenshot.h"
#include "app/tour/demo.h"
#include "app/tour/demotour.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/engine/settings.h"
#include "core/sandbox/sandbox.h"
#include "ui/heartbeat.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFontDatabase>
#include <QLocale>
#include <QSettings>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

struct GuiArguments
{
    QString workspace;
    QString theme;
    QString language;
    ScreenshotRequest screenshot; //!< an empty file: none
    bool demo = false;
    tour::Demo::Options demoOptions;
};

QCommandLineParser& declareOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription(u"See what differs between Git and a cluster, and sync it."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"workspace"_s, u"Open this workspace."_s, u"name"_s},
        {u"demo"_s, u"A repository and a cluster of its own: no account, no network."_s},
        {u"demo-folder"_s,
         u"Where the demo lives (default: "_s + tour::DemoFolder::standard() + u")."_s,
         u"folder"_s},
        {u"reset"_s, u"Begin the demo afresh; in its window F12 lets its cluster misbehave."_s},
        {u"theme"_s, u"Colours: system, light or dark."_s, u"theme"_s},
        {u"lang"_s, u"Language: en or es."_s, u"language"_s},
        {u"screenshot"_s, u"Draw a page into a PNG file and exit; needs no display."_s, u"file"_s},
        {u"page"_s, u"Page of the screenshot: "_s + ScreenshotRequest::pages().join(u", "_s) + u'.',
         u"page"_s, u"applications"_s},
        {u"app"_s, u"Application of the screenshot."_s, u"name"_s},
        {u"size"_s, u"Size of the screenshot, such as 1440x900."_s, u"WxH"_s, u"1440x900"_s},
    });
    return parser;
}

std::optional<QSize> sizeOf(const QString& text)
{
    const QStringList parts = text.split(u'x');
    const QSize size(parts.value(0).toInt(), parts.value(1).toInt());
    const bool sane = parts.size() == 2 && size.width() >= 400 && size.height() >= 300
        && size.width() <= 8000 && size.height() <= 8000;
    return sane ? std::optional(size) : std::nullopt;
}

//! \return what is wrong; empty: nothing
QString readArguments(const QCommandLineParser& parser, GuiArguments& out)
{
    if (!parser.positionalArguments().isEmpty())
        return u"unknown command '%1' (see cauce --help)"_s.arg(
            parser.positionalArguments().first());
    out.workspace = parser.value(u"workspace"_s);
    out.demo = parser.isSet(u"demo"_s);
    out.demoOptions.folder = parser.value(u"demo-folder"_s);
    out.demoOptions.reset = parser.isSet(u"reset"_s);
    if (out.demo && !out.workspace.isEmpty())
        return u"--demo has a workspace of its own: leave out --workspace"_s;
    for (const QString& option : {u"demo-folder"_s, u"reset"_s}) {
        if (parser.isSet(option) && !out.demo)
            return u"--%1 is for --demo"_s.arg(option);
    }
    out.theme = parser.value(u"theme"_s);
    out.language = parser.value(u"lang"_s);
    out.screenshot.file = parser.value(u"screenshot"_s);
    out.screenshot.page = parser.value(u"page"_s);
    out.screenshot.application = parser.value(u"app"_s);
    if (!out.theme.isEmpty()
        && !QStringList {u"system"_s, u"light"_s, u"dark"_s}.contains(out.theme))
        return u"--theme is system, light or dark, not '%1'"_s.arg(out.theme);
    if (!ScreenshotRequest::pages().contains(out.screenshot.page))
        return u"--page is one of %1, not '%2'"_s.arg(ScreenshotRequest::pages().join(u", "_s),
                                                      out.screenshot.page);
    const std::optional<QSize> size = sizeOf(parser.value(u"size"_s));
    if (!size)
        return u"--size is WIDTHxHEIGHT from 400x300 to 8000x8000, not '%1'"_s.arg(
            parser.value(u"size"_s));
    out.screenshot.size = *size;
    for (const QString& option : {u"page"_s, u"app"_s, u"size"_s}) {
        if (parser.isSet(option) && out.screenshot.file.isEmpty())
            return u"--%1 is for --screenshot"_s.arg(option);
    }
    return {};
}

Theme::Scheme schemeOf(const QString& asked, int kept)
{
    if (asked == "dark"_L1 || (asked.isEmpty() && kept == 2))
        return Theme::Scheme::Dark;
    if (asked == "light"_L1 || (asked.isEmpty() && kept == 1))
        return Theme::Scheme::Light;
    return Theme::Scheme::System;
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

int runPages(const GuiArguments& arguments, tour::Demo* demo)
{
    QSettings store(paths::config() + u"/settings.ini"_s, QSettings::IniFormat);
    Settings settings(store);
    const QString kept = settings.text(settingkey::language);
    speak(!arguments.language.isEmpty() ? arguments.language
              : !kept.isEmpty()         ? kept
                                        : QLocale::system().name());
    theme().apply(schemeOf(arguments.theme, settings.get(settings::theme)), Theme::systemScale());
    const bool picture = !arguments.screenshot.file.isEmpty();
    const auto heartbeat = Heartbeat::isAskedFor() ? std::make_unique<Heartbeat>() : nullptr;
    Application application({demo ? tour::Demo::workspaceName() : arguments.workspace, picture},
                            settings);
    std::optional<tour::DemoTour> demoTour;
    if (demo)
        demoTour.emplace(application, *demo);
    std::optional<Screenshot> screenshot;
    if (picture) {
        screenshot.emplace(application, arguments.screenshot);
        // Writing the picture is no part of the window's life.
        QObject::connect(&*screenshot, &Screenshot::drawing, &application, [&heartbeat] {
            if (heartbeat)
                heartbeat->stop();
        });
    } else {
        application.window().show();
    }
    application.start();
    const int status = QApplication::exec();
    application.keep();
    return status;
}

//! Whether there is a font at all; fontconfig lists its generic names even where there is none.
bool hasFont()
{
    const QStringList generic {u"Sans"_s, u"Sans Serif"_s, u"Serif"_s, u"Mono"_s, u"Monospace"_s};
    const QStringList families = QFontDatabase::families();
    return std::any_of(families.cbegin(), families.cend(),
                       [&generic](const QString& family) { return !generic.contains(family); });
}

} // namespace

int runGui(int argc, char** argv)
{
    QTextStream err(stderr);
    QStringList words;
    for (int i = 0; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    QCommandLineParser parser;
    declareOptions(parser);
    GuiArguments arguments;
    QString problem;
    if (!parser.parse(words))
        problem = parser.errorText();
    else
        problem = readArguments(parser, arguments);
    if (!problem.isEmpty()) {
        err << "cauce: " << problem << '\n';
        return kWrongUse;
    }
    if (parser.isSet(u"help"_s) || parser.isSet(u"version"_s)) {
        QTextStream(stdout) << (parser.isSet(u"help"_s) ? parser.helpText()
                                                        : u"cauce " CAUCE_VERSION "\n"_s);
        return 0;
    }
    const bool picture = !arguments.screenshot.file.isEmpty();
    if (picture && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!picture && !hasDisplay()) {
        err << "cauce: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); `cauce "
               "list` "
               "and the other commands need none, nor does --screenshot, see cauce --help\n";
        return kWrongUse;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"cauce"_s);
    QApplication::setApplicationVersion(QStringLiteral(CAUCE_VERSION));
    QApplication::setDesktopFileName(u"cauce"_s);
    if (!hasFont()) {
        err << "cauce: no font is installed, every letter would be a box: "
               "apt-get install fonts-inter fonts-jetbrains-mono\n";
        return kWrongUse;
    }
    if (!arguments.demo)
        return runPages(arguments, nullptr);
    const auto demo = tour::Demo::start(arguments.demoOptions);
    if (!demo) {
        err << "cauce: no demo: " << text::singleLine(demo.error().message, 1000) << '\n';
        return kFailed;
    }
    return runPages(arguments, demo->get());
}

} // namespace cauce
